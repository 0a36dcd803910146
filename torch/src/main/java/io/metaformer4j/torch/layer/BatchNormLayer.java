package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.cat;

import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.Norm;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Batch normalisation of maps with running statistics, which a frozen one uses in training, too, and leaves alone. Where
 * several networks compute a batch together, the statistics may be those of all their maps.
 */
final class BatchNormLayer implements Layer {

    /** Momentum of PyTorch's BatchNorm2d, which GeoFormer uses. */
    private static final double MOMENTUM = 0.1;

    private final int channels;
    private final double epsilon;
    private final StateTensor weight;
    private final StateTensor bias;
    private final StateTensor runningMean;
    private final StateTensor runningVariance;
    private final StateTensor counter;

    BatchNormLayer(Norm.BatchNorm norm, NetworkState state) {
        this.channels = norm.channels();
        this.epsilon = norm.epsilon();
        this.weight = state.get(norm.path() + ".weight");
        this.bias = state.get(norm.path() + ".bias");
        this.runningMean = state.get(norm.path() + ".running_mean");
        this.runningVariance = state.get(norm.path() + ".running_var");
        this.counter = state.get(norm.path() + ".num_batches_tracked");
    }

    @Override
    public Tensor forward(Tensor x, ForwardPass pass) {
        boolean ofBatch = pass.training() && weight.tensor().requires_grad();
        if (ofBatch && !pass.recomputing()) {
            counter.tensor().add_(new Scalar(1));
        }
        double momentum = pass.recomputing() ? 0 : MOMENTUM;
        if (ofBatch && pass.statistics().isPresent()) {
            return ofAll(x, pass.statistics().get(), momentum);
        }
        return batch_norm(
                x,
                weight.optional(),
                bias.optional(),
                runningMean.optional(),
                runningVariance.optional(),
                ofBatch,
                momentum,
                epsilon,
                true);
    }

    /**
     * With mean {@code m} and variance {@code v} over the n values that a channel has in the maps of all networks:
     *
     * <pre>
     * y     = (x - m) / sqrt(v + eps) * weight + bias
     * dm/dx = 1 / n
     * dv/dx = 2 (x - m) / n      since the deviations from m add up to 0, m counts as a number in v
     * </pre>
     */
    private Tensor ofAll(Tensor x, BatchStatistics statistics, double momentum) {
        Tensor map = x.to(ScalarType.Float);
        BatchStatistics.Moments moments = statistics.moments(map);
        if (momentum > 0) {
            follow(moments, momentum);
        }
        Tensor centred = map.sub(ofChannels(moments.mean())); // [N, C, H, W]
        Tensor value = cat(new TensorVector(moments.mean(), moments.variance()), 0); // [2 * C]
        if (centred.requires_grad()) {
            Tensor part = cat(
                            new TensorVector(
                                    centred.sum(0, 2, 3), centred.square().sum(0, 2, 3)),
                            0)
                    .div(new Scalar(moments.count()));
            value = statistics.dependingOn(value, part);
        }
        Tensor moved = value.narrow(0, 0, channels).sub(moments.mean()); // 0, with the gradient of the mean
        Tensor factor = value.narrow(0, channels, channels)
                .add(new Scalar(epsilon))
                .rsqrt()
                .mul(weight.tensor());
        Tensor shift = bias.tensor().sub(moved.mul(factor));
        return centred.mul(ofChannels(factor)).add(ofChannels(shift)).to(x);
    }

    /** Values of channels {@code [C]} as {@code [C, 1, 1]}. */
    private static Tensor ofChannels(Tensor values) {
        return values.view(-1, 1, 1);
    }

    /** The running variance is that of a sample, as in PyTorch. */
    private void follow(BatchStatistics.Moments moments, double momentum) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            double ofSample = moments.count() / Math.max(1, moments.count() - 1);
            runningMean.tensor().lerp_(moments.mean(), new Scalar(momentum));
            runningVariance.tensor().lerp_(moments.variance().mul(new Scalar(ofSample)), new Scalar(momentum));
        }
    }
}
