package io.metaformer4j.training.step;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.torch.ImageTensors;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.torch.kernel.Autocast;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.vision.random.Seeds;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A network that computes the gradients of its slice of each batch. All replicas have the same weights, but each has gradients
 * (and running statistics) of its own.
 */
final class Replica implements AutoCloseable {

    private final Precision precision;
    private final TorchNetwork network;
    private final ImageTensors inputs;
    private final Collective collective;
    private final List<Parameter> parameters;

    Replica(Precision precision, TorchNetwork network, ImageTensors inputs, Collective collective) {
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
        TorchNetwork twin = TorchNetwork.load(network.architecture(), network.options(), network.snapshot());
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
     * @return mean loss of the slice; if that is not finite there are no gradients
     */
    double accumulate(TrainingBatch batch, double weight, long seed) {
        ReplicaSlice slice = ReplicaSlice.of(batch, collective);
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
            if (Double.isFinite(value)) {
                network.backward(share == 1 ? loss : loss.mul(new Scalar(share)));
            }
            return value;
        }
    }

    /** The mean loss of a batch, given that of this replica's slice. */
    double meanLoss(TrainingBatch batch, double own) {
        return collective.sum(own * ReplicaSlice.of(batch, collective).count()) / batch.size();
    }

    /** Adds up the gradients of all replicas. */
    void gather() {
        collective.sumGradients(parameters);
    }

    /** Computes a loss in the precision of the recipe; the backward pass belongs outside. */
    private Tensor inPrecision(Supplier<Tensor> loss) {
        boolean cuda = network.options().device().kind() == Device.Kind.CUDA;
        return switch (precision) {
            case FLOAT32 -> loss.get();
            case BFLOAT16 -> Autocast.bfloat16(cuda).compute(loss);
            case FLOAT16 -> Autocast.float16(cuda).compute(loss);
        };
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
        collective.close();
    }
}
