package io.metaformer4j.torch;

import static io.metaformer4j.torch.natives.TorchException.translate;
import static org.bytedeco.pytorch.global.torch.is_autocast_enabled;

import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.kernel.Kernels;
import io.metaformer4j.torch.kernel.NativeTypes;
import io.metaformer4j.torch.kernel.OneDnn;
import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.layer.BatchStatistics;
import io.metaformer4j.torch.layer.DepthwiseGradients;
import io.metaformer4j.torch.layer.DifferentiableLayers;
import io.metaformer4j.torch.layer.ForwardPass;
import io.metaformer4j.torch.layer.InferenceLayers;
import io.metaformer4j.torch.layer.MaskSource;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.network.Backbone;
import io.metaformer4j.torch.network.ComputePath;
import io.metaformer4j.torch.network.GradientCheckpoints;
import io.metaformer4j.torch.network.HeadLayers;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Forward and backward passes over the layers of a network, each on the fastest path that gives the same values. */
final class NetworkPasses implements AutoCloseable {

    private final Architecture architecture;
    private final Optional<InferenceLayers> inferenceLayers;
    private final ComputePath differentiable;
    private final Optional<ComputePath> fast;
    private final GradientCheckpoints checkpoints = new GradientCheckpoints();
    private final DepthwiseGradients depthwise = new DepthwiseGradients();

    /**
     * How a pass is computed.
     *
     * @param options where and how
     * @param training whether stochastic depth, dropout and batch statistics are at work
     * @param checkpointing whether only the input of every block is kept for the gradients
     * @param randomness masks of the pass
     * @param statistics those of batch normalisation over several networks, in training; empty if this one has its own
     */
    record Mode(
            NetworkOptions options,
            boolean training,
            boolean checkpointing,
            MaskSource randomness,
            Optional<BatchStatistics> statistics) {}

    /**
     * Builds the layers.
     *
     * @param architecture the description
     * @param state the weights, which stay the caller's
     * @param oneDnn finds the operators for packed weights, which belong to this afterwards
     */
    NetworkPasses(Architecture architecture, NetworkState state, Supplier<Optional<OneDnn>> oneDnn) {
        this.architecture = architecture;
        this.differentiable = ComputePath.of(architecture, new DifferentiableLayers(state, Optional.of(depthwise)));
        this.inferenceLayers =
                oneDnn.get().map(operators -> new InferenceLayers(state, operators, Kernels.ofProcess()));
        try {
            this.fast = inferenceLayers.map(layers -> ComputePath.of(architecture, layers));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Logits {@code [N, classes]}. */
    Tensor logits(Tensor images, Mode mode, ActivationObserver observer) {
        return compute(
                images,
                mode,
                (input, path) -> TensorScope.scoped(() -> {
                    ForwardPass pass = pass(mode, observer);
                    Tensor last = run(path.body(), input, mode, pass, (map, stage) -> {});
                    return path.head().classify(path.head().pool(last, pass), pass);
                }));
    }

    /** Logits {@code [N, classes]} of what takes the place of a module's output. */
    Tensor logitsAfter(String module, Tensor map, Mode mode) {
        String what = "forward pass from " + module + " on of maps " + Arrays.toString(map.shape());
        return prepared(
                what,
                map,
                mode,
                (input, path) -> TensorScope.scoped(() -> {
                    ForwardPass pass = pass(mode, ActivationObserver.NONE);
                    Tensor last = path.body().forwardAfter(module, input, pass);
                    return path.head().classify(path.head().pool(last, pass), pass);
                }));
    }

    /** Maps of all stages, pooled vectors and logits, of which feature backbones have the maps only. */
    NetworkOutputs outputs(Tensor images, Mode mode, ActivationObserver observer) {
        return compute(images, mode, (input, path) -> {
            ForwardPass pass = pass(mode, observer);
            HeadLayers head = path.head();
            try (TensorScope scope = TensorScope.open()) {
                List<Tensor> features = new ArrayList<>();
                Tensor last = run(
                        path.body(),
                        input,
                        mode,
                        pass,
                        (map, stage) -> features.add(scope.keep(head.feature(stage, map, pass))));
                if (!architecture.hasClassifier()) {
                    return new NetworkOutputs(features, Optional.empty(), Optional.empty());
                }
                Tensor pooled = scope.keep(head.pool(last, pass));
                Tensor logits = scope.keep(head.classify(pooled, pass));
                return new NetworkOutputs(features, Optional.of(pooled), Optional.of(logits));
            }
        });
    }

    /** Gradients of everything that the loss depends on. */
    void backward(Tensor loss) {
        translate("backward pass", () -> {
            loss.backward();
            checkpoints.backward();
            depthwise.finish();
            return null;
        });
    }

    /** Forgets what passes before have kept for gradients that were not asked for. */
    void giveUpGradients() {
        depthwise.giveUp();
    }

    /** Packs weights anew when they are next needed. */
    void discardPackedWeights() {
        inferenceLayers.ifPresent(InferenceLayers::discardPackedWeights);
    }

    private Tensor run(Backbone body, Tensor input, Mode mode, ForwardPass pass, ObjIntConsumer<Tensor> onStage) {
        return mode.training() && mode.checkpointing()
                ? checkpoints.forward(body.steps(), input, pass, onStage)
                : body.forward(input, pass, onStage);
    }

    private <T> T compute(Tensor images, Mode mode, BiFunction<Tensor, ComputePath, T> computation) {
        requireInput(images);
        return prepared("forward pass of a batch " + Arrays.toString(images.shape()), images, mode, computation);
    }

    private <T> T prepared(String what, Tensor maps, Mode mode, BiFunction<Tensor, ComputePath, T> computation) {
        return translate(what, () -> {
            try (Tensor input = prepare(maps, mode.options())) {
                Operations.requireUsable(KernelKind.MATRIX_PRODUCT, input);
                Operations.requireUsable(KernelKind.ELEMENTWISE, input);
                return computation.apply(input, path(mode));
            }
        });
    }

    /** The fast way to compute wherever it gives the same values and nobody wants gradients. */
    private ComputePath path(Mode mode) {
        boolean plain = mode.training()
                || GradMode.is_enabled()
                || !mode.options().equals(NetworkOptions.DEFAULT)
                || is_autocast_enabled(DeviceType.CPU);
        return plain ? differentiable : fast.orElse(differentiable);
    }

    private static ForwardPass pass(Mode mode, ActivationObserver observer) {
        return new ForwardPass(mode.training(), false, mode.randomness(), observer, mode.statistics());
    }

    private static Tensor prepare(Tensor images, NetworkOptions options) {
        try (TensorScope ignored = TensorScope.open()) {
            return images.to(NativeTypes.of(options.device()), NativeTypes.of(options.precision()))
                    .contiguous(options.layout().toNative())
                    .<Tensor>retainReference();
        }
    }

    private void requireInput(Tensor images) {
        long[] shape = images.shape();
        if (shape.length != 4 || shape[0] < 1 || shape[1] != architecture.inputChannels()) {
            throw new MetaFormerException("input of shape " + Arrays.toString(shape) + " is no batch [N, "
                    + architecture.inputChannels() + ", H, W]");
        }
        architecture.featureMaps(Math.toIntExact(shape[2]), Math.toIntExact(shape[3]));
    }

    @Override
    public void close() {
        checkpoints.close();
        depthwise.close();
        inferenceLayers.ifPresent(InferenceLayers::close);
    }
}
