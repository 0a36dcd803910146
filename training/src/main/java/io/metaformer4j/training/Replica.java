package io.metaformer4j.training;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.TensorScope;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.optimizer.Parameter;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A network that computes the gradients of its share of each batch. All replicas look at the same weights, but each has
 * gradients (and running statistics) of its own.
 */
final class Replica implements AutoCloseable {

    private final Objective objective;
    private final Precision precision;
    private final TorchNetwork network;
    private final ImageTensors inputs;
    private final List<Parameter> parameters;

    Replica(Objective objective, Precision precision, TorchNetwork network, ImageTensors inputs) {
        this.objective = objective;
        this.precision = precision;
        this.network = network;
        this.inputs = inputs;
        this.parameters = network.parameters().entrySet().stream()
                .map(entry -> new Parameter(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Another network on the weights of this one. */
    Replica sibling() {
        TorchNetwork twin = TorchNetwork.load(network.architecture(), network.options(), network.snapshot());
        Map<String, Tensor> own = twin.parameters();
        try (TensorScope scope = TensorScope.open()) {
            network.parameters().forEach((name, tensor) -> own.get(name).set_data(tensor.detach()));
        }
        return new Replica(objective, precision, twin, inputs);
    }

    /**
     * The part of a batch that one replica computes.
     *
     * @param lesson the batch
     * @param from first picture
     * @param count number of pictures
     * @param weight share of this part in the gradient of the update
     * @param seed decides about stochastic depth and dropout
     */
    record Share(Lesson lesson, int from, int count, double weight, long seed) {}

    /** Adds the gradients of a share; returns its mean loss. If that is not finite there are no gradients. */
    double accumulate(Share share) {
        try (TensorScope scope = TensorScope.open()) {
            Lesson lesson = share.lesson();
            Tensor images = inputs.images(lesson.images(), share.from(), share.count());
            Tensor targets = onDevice(lesson.targets().slice(share.from(), share.count()), images.device());
            network.train(share.seed());
            Tensor loss = Autocast.of(precision, network.options().device())
                    .compute(() -> objective.loss(network.forward(images), targets));
            double value = loss.item_double();
            if (Double.isFinite(value)) {
                network.backward(share.weight() == 1 ? loss : loss.mul(new Scalar(share.weight())));
            }
            return value;
        }
    }

    private static Tensor onDevice(Tensor targets, Device device) {
        return targets.to(device, targets.scalar_type().intern());
    }

    TorchNetwork network() {
        return network;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public void close() {
        network.close();
    }
}
