package io.metaformer4j.training.step;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.kernel.Autocast;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.vision.random.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A network that computes the gradients of its slice of each batch. All replicas have the same weights, but each has gradients
 * (and running statistics) of its own.
 */
final class Replica implements AutoCloseable {

    private final Precision precision;
    private final Trainable network;
    private final ImageTensors inputs;
    private final Collective collective;
    private final List<Parameter> parameters;
    private final Map<String, Tensor> kept = new LinkedHashMap<>(); // running statistics before the current update

    /**
     * The part of a batch that one replica computes.
     *
     * @param from first picture
     * @param count number of pictures
     */
    record Slice(int from, int count) {

        /** The part of one member: parts of equal size, as far as that is possible. */
        static Slice of(TrainingBatch batch, Collective member) {
            int from = (int) ((long) batch.size() * member.rank() / member.size());
            int to = (int) ((long) batch.size() * (member.rank() + 1) / member.size());
            return new Slice(from, to - from);
        }
    }

    Replica(Precision precision, Trainable network, ImageTensors inputs, Collective collective) {
        this.precision = precision;
        this.network = network;
        this.inputs = inputs;
        this.collective = collective;
        this.parameters = network.parameters().entrySet().stream()
                .map(entry -> new Parameter(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Another network like this one, which has weights of its own until it {@linkplain #join joins}. */
    Replica sibling(Collective member) {
        Trainable twin = network.copy();
        Map<String, Tensor> own = network.parameters();
        twin.parameters()
                .forEach(
                        (name, tensor) -> tensor.set_requires_grad(own.get(name).requires_grad()));
        return new Replica(precision, twin, inputs, member);
    }

    /** Takes the weights of the first replica. */
    void join() {
        collective.shareWeights(parameters);
    }

    /**
     * Adds the gradients of this replica's slice of a batch.
     *
     * @param batch the batch
     * @param weight share of the batch in the gradient of the update
     * @param seed decides about stochastic depth and dropout
     * @return mean loss of the slice; if that is not finite the gradients are useless
     */
    double accumulate(TrainingBatch batch, double weight, long seed) {
        Slice slice = Slice.of(batch, collective);
        if (slice.count() == 0) {
            return 0;
        }
        double share = slice.count() == batch.size() ? weight : weight * slice.count() / batch.size();
        try (TensorScope scope = TensorScope.open()) {
            int views = batch.views();
            Tensor images = inputs.images(batch.images(), slice.from() * views, slice.count() * views);
            network.train(collective.size() == 1 ? seed : Seeds.derive(seed, collective.rank()));
            Tensor loss = inPrecision(() -> batch.loss().of(network, images, slice.from(), slice.count()));
            double value = loss.item_double();
            boolean isAwaited = network.backbone().synchronizesStatistics(); // by the passes of other processes
            if (Double.isFinite(value) || isAwaited) {
                network.backward(share == 1 ? loss : loss.mul(new Scalar(share)));
            }
            return value;
        }
    }

    /** What of a network is not named, in its order. */
    static Map<String, Tensor> others(Set<String> names, Trainable network) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(network.state());
        tensors.keySet().removeAll(names);
        return tensors;
    }

    /** Notes what forward passes change, such as running statistics; what is frozen stays as it is anyway. */
    void keepStatistics(Set<String> frozen) {
        Map<String, Tensor> statistics = others(network.parameters().keySet(), network);
        statistics.keySet().removeAll(frozen);
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            statistics.forEach((name, tensor) -> {
                if (kept.containsKey(name)) {
                    kept.get(name).copy_(tensor);
                } else {
                    kept.put(name, tensor.clone().<Tensor>retainReference());
                }
            });
        }
    }

    /** Puts back what was noted last, if anything was. */
    void restoreStatistics() {
        Map<String, Tensor> statistics = network.state();
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            kept.forEach((name, tensor) -> statistics.get(name).copy_(tensor));
        }
    }

    /** The mean loss of a batch, given that of this replica's slice. */
    double meanLoss(TrainingBatch batch, double own) {
        return collective.sum(own * Slice.of(batch, collective).count()) / batch.size();
    }

    /** Adds up the gradients of all replicas. */
    void gather() {
        collective.sumGradients(parameters);
    }

    /** Computes a loss in the precision of the recipe; the backward pass belongs outside. */
    private Tensor inPrecision(Supplier<Tensor> loss) {
        boolean cuda = network.backbone().options().device().kind() == Device.Kind.CUDA;
        return Autocast.inPrecision(precision, cuda, loss);
    }

    Trainable network() {
        return network;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public void close() {
        kept.values().forEach(Tensor::releaseReference);
        kept.clear();
        network.close();
        collective.close();
    }
}
