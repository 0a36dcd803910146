package io.metaformer4j.torch;

import static io.metaformer4j.torch.natives.TorchException.translate;

import io.metaformer4j.engine.Continuation;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.natives.TorchThreads;
import io.metaformer4j.torch.run.ActivationObserver;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.NetworkPlan;
import io.metaformer4j.zoo.plan.StagePlan;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;

/**
 * A {@link TorchNetwork} as every engine offers networks: pictures go in and plain numbers come out, and nothing of libtorch is
 * seen.
 */
public final class TorchInference implements Network {

    private final TorchNetwork network;
    private final ImageTensors pictures;
    private final OptionalInt threads;
    private final boolean owner;
    private final GradientPasses passes;
    private final Gradients gradients = new OpenGradients();

    /** Held for reading by runs, for writing by the end. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private TorchInference(TorchNetwork network, ImageTensors pictures, OptionalInt threads, boolean owner) {
        this.network = network;
        this.passes = new GradientPasses(network);
        this.pictures = pictures;
        this.threads = threads;
        this.owner = owner;
    }

    /**
     * Looks at a network, for instance to validate it while it is trained.
     *
     * @param network the network, which stays the caller's; in evaluation mode, and not changed during runs
     * @param preprocessing whose statistics normalise pictures that come as bytes
     * @return the view; closing it does not close the network
     */
    public static TorchInference of(TorchNetwork network, Preprocessing preprocessing) {
        return new TorchInference(network, ImageTensors.of(preprocessing), OptionalInt.empty(), false);
    }

    /** Takes over a network, which is closed at once if that fails. */
    static TorchInference owning(TorchNetwork network, Preprocessing preprocessing, OptionalInt threads) {
        try {
            return new TorchInference(network, ImageTensors.of(preprocessing), threads, true);
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    @Override
    public Architecture architecture() {
        return network.architecture();
    }

    @Override
    public Placement placement() {
        NetworkOptions options = network.options();
        return new Placement(options.device(), options.precision(), threads);
    }

    @Override
    public Outputs run(ImageBatch images, Request request) {
        request.requireOf(architecture());
        return use(false, images, tensor -> compute(tensor, request));
    }

    private Outputs compute(Tensor images, Request request) {
        Map<Output, FloatArray> found = new LinkedHashMap<>();
        ActivationObserver observer = (module, activation) -> {
            Output output = Output.activation(module);
            if (request.wants(output)) {
                found.put(output, plain(activation));
            }
        };
        if (request.wants(Output.INPUT)) {
            found.put(Output.INPUT, plain(images));
        }
        if (request.outputs().equals(Request.LOGITS.outputs())) {
            found.put(Output.LOGITS, plain(network.forward(images)));
        } else {
            NetworkOutputs outputs = network.outputs(images, observer);
            outputs.logits()
                    .filter(logits -> request.wants(Output.LOGITS))
                    .ifPresent(logits -> found.put(Output.LOGITS, plain(logits)));
            outputs.pooled()
                    .filter(pooled -> request.wants(Output.POOLED))
                    .ifPresent(pooled -> found.put(Output.POOLED, plain(pooled)));
            for (int i = 0; i < outputs.features().size(); i++) {
                if (request.wants(Output.stage(i))) {
                    found.put(Output.stage(i), plain(outputs.features().get(i)));
                }
            }
        }
        Map<Output, FloatArray> ordered = new LinkedHashMap<>();
        request.outputs().forEach(output -> ordered.put(output, found.get(output)));
        return new Outputs(ordered);
    }

    /** The values of a tensor in plain memory. */
    static FloatArray plain(Tensor tensor) {
        List<Integer> shape =
                Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList();
        return FloatArray.of(Tensors.toFloats(tensor), shape);
    }

    @Override
    public Optional<Gradients> gradients() {
        return Optional.of(gradients);
    }

    @Override
    public Optional<Continuation> continuation() {
        return Optional.of(this::continued);
    }

    private FloatArray continued(Output from, FloatArray activation) {
        Request.of(Output.LOGITS, from).requireOf(architecture());
        requireMaps(from.name(), activation.shape());
        long[] shape = activation.shape().stream().mapToLong(Integer::longValue).toArray();
        return use(false, () -> plain(network.forwardAfter(from.name(), Tensors.of(activation.values(), shape))));
    }

    private void requireMaps(String module, List<Integer> shape) {
        if (!Output.activations(architecture()).contains(module)) {
            throw new MetaFormerException(
                    "a network goes on from the activation of a module, e.g. stages.3, not from " + module);
        }
        int channels = architecture().stages().get(0).dim();
        List<StagePlan> stages = NetworkPlan.of(architecture()).stages();
        for (int i = 0; i < stages.size(); i++) {
            if ((module + ".").startsWith(stages.get(i).path() + ".")) {
                channels = architecture().stages().get(i).dim();
            }
        }
        if (shape.size() != 4 || shape.get(0) < 1 || shape.get(1) != channels) {
            throw new MetaFormerException("an activation of shape " + shape + " cannot take the place of that of "
                    + module + ", which is a batch of maps [N, " + channels + ", H, W]");
        }
    }

    /** Gradients of this network, each computed while it is kept open. */
    private final class OpenGradients implements Gradients {

        @Override
        public ActivationGradient of(ImageBatch images, Output at, int... classes) {
            Request.of(Output.LOGITS, at).requireOf(architecture());
            requireClasses(images, classes);
            return use(true, images, tensor -> passes.gradient(tensor, at, classes));
        }

        @Override
        public FullGradient full(ImageBatch images, int... classes) {
            Request.LOGITS.requireOf(architecture());
            requireClasses(images, classes);
            return use(true, images, tensor -> passes.full(tensor, classes));
        }
    }

    private void requireClasses(ImageBatch images, int... classes) {
        if (classes.length != images.size()) {
            throw new MetaFormerException("there are " + images.size() + " pictures, but " + classes.length
                    + " classes to explain; give one for each picture");
        }
        int last = architecture().classes() - 1;
        for (int target : classes) {
            if (target < 0 || target > last) {
                throw new MetaFormerException(
                        "class " + target + " cannot be explained; the network has classes 0 to " + last);
            }
        }
    }

    /** With pictures as a tensor, which reads their memory: it is there for as long as somebody holds them. */
    private <T> T use(boolean withGradients, ImageBatch images, Function<Tensor, T> computation) {
        try {
            return use(withGradients, () -> computation.apply(pictures.view(images)));
        } finally {
            Reference.reachabilityFence(images);
        }
    }

    @SuppressWarnings("try") // the guard is only held
    private <T> T use(boolean withGradients, Supplier<T> computation) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the network is closed; keep it open as long as it is used");
            }
            if (network.isTraining()) {
                throw new IllegalStateException("the network is in training mode, in which its answers are random;"
                        + " switch it to evaluation before");
            }
            try (TorchThreads.Scope threadScope = TorchThreads.scope(threads);
                    TensorScope scope = TensorScope.open();
                    AutoGradMode mode = new AutoGradMode(withGradients)) {
                return translate("running the network", computation);
            }
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                pictures.close();
                if (owner) {
                    network.close();
                }
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
