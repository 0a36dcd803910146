package io.metaformer4j.training.speed;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.kernel.Autocast;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.torch.natives.TorchThreads;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.Optimizer;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.optimizer.ParameterGroup;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The training step that timm's {@code benchmark.py} times: forward pass in training mode, cross-entropy with classes drawn at
 * random, backward pass, and an update by SGD with Nesterov's momentum of 0.9, rate 1e-4 and no weight decay. The pictures are
 * where the network is, weights are float32, and below that precision the forward pass is mixed, without a scaled loss.
 *
 * <p>Belongs to one thread. Owns native memory until it is closed.
 */
public final class TrainStep implements Runnable, AutoCloseable {

    private static final double RATE = 1e-4;

    private final SoftCrossEntropy objective = new SoftCrossEntropy(0);
    private final Trainable network;
    private final Optimizer optimizer;
    private final Tensor images;
    private final Tensor classes;
    private final Placement placement;
    private final long seed;
    private long steps;
    private double loss = Double.NaN;

    private TrainStep(
            Trainable network, Optimizer optimizer, Tensor images, Tensor classes, Placement placement, long seed) {
        this.network = network;
        this.optimizer = optimizer;
        this.images = images.retainReference();
        this.classes = classes.retainReference();
        this.placement = placement;
        this.seed = seed;
    }

    /**
     * Prepares the step of a network with fresh weights, on which its time does not depend.
     *
     * @param model the network
     * @param placement where and how it computes
     * @param pictures the batch {@code [N, C, H, W]}
     * @param seed decides about weights and classes
     * @return the step; the caller closes it
     * @throws MetaFormerException if the network has no classifier, or the device is not available
     */
    public static TrainStep of(ModelDescription model, Placement placement, ImageBatch pictures, long seed) {
        if (!model.architecture().hasClassifier()) {
            throw new MetaFormerException("model " + model.name()
                    + " has no classifier, so that a training step has no loss; use a model that has one");
        }
        NetworkOptions options = NetworkOptions.of(placement).withPrecision(Precision.FLOAT32);
        Trainable network = TrainableFactory.BACKBONE.create(model.architecture(), options, Optional.empty(), seed);
        try {
            Optimizer optimizer = optimizer(network);
            try (ImageTensors inputs = ImageTensors.of(model.preprocessing());
                    TensorScope scope = TensorScope.open()) {
                Tensor images = beside(network, inputs.images(pictures), ScalarType.Float);
                int[] drawn = draw(pictures.size(), model.architecture().classes(), seed);
                Tensor classes = beside(network, Tensors.of(drawn, 0, drawn.length), ScalarType.Long);
                return new TrainStep(network, optimizer, images, classes, placement, seed);
            } catch (RuntimeException | Error e) {
                optimizer.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    private static Optimizer optimizer(Trainable network) {
        List<Parameter> parameters = network.parameters().entrySet().stream()
                .map(entry -> new Parameter(entry.getKey(), entry.getValue()))
                .toList();
        return Sgd.of(RATE, 0).create(ParameterGroup.byWeightDecay(parameters, 0));
    }

    private static Tensor beside(Trainable network, Tensor tensor, ScalarType type) {
        return tensor.to(network.parameters().values().iterator().next().device(), type);
    }

    private static int[] draw(int count, int classes, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = (int) (classes * random.unit());
        }
        return drawn;
    }

    /** One step, which has ended when this returns, also on a graphics card. */
    @Override
    public void run() {
        TorchException.translate("a training step", () -> {
            try (TorchThreads.Scope threads = TorchThreads.scope(placement.threads());
                    TensorScope scope = TensorScope.open()) {
                steps++;
                network.train(Seeds.derive(seed, steps));
                Tensor compared = Autocast.inPrecision(
                        placement.precision(),
                        placement.device().kind() == Device.Kind.CUDA,
                        () -> objective.loss(network.backbone().forward(images), classes));
                network.backward(compared);
                optimizer.step(RATE);
                optimizer.clearGradients();
                loss = compared.item_double(); // waits for the card
            }
            return null;
        });
    }

    /**
     * The loss of the last step.
     *
     * @return cross-entropy, NaN before the first step
     */
    public double loss() {
        return loss;
    }

    @Override
    public void close() {
        images.close();
        classes.close();
        optimizer.close();
        network.close();
    }
}
