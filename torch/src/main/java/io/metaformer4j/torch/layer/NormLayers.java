package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.batch_norm;

import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.zoo.plan.Norm;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** The layers of the normalisations. */
final class NormLayers {

    /** Momentum of PyTorch's BatchNorm2d, which GeoFormer uses. */
    private static final double BATCH_NORM_MOMENTUM = 0.1;

    private NormLayers() {}

    /** Layer normalisation of maps {@code [N, C, H, W]}. */
    static Layer layerNorm(Norm.LayerNorm norm, NetworkState state) {
        Layer ofRows = layerNormOfRows(norm, state);
        return (x, pass) -> ofRows.forward(x.permute(0, 2, 3, 1), pass).permute(0, 3, 1, 2);
    }

    /** The same of rows {@code [..., C]}. */
    static Layer layerNormOfRows(Norm.LayerNorm norm, NetworkState state) {
        TensorOptional weight = state.get(norm.path() + ".weight").optional();
        TensorOptional bias = state.optional(norm.path() + ".bias");
        long[] channels = {norm.channels()};
        return (x, pass) -> Operations.layerNorm(x, channels, weight, bias, norm.epsilon());
    }

    /** Group normalisation of maps {@code [N, C, H, W]}. */
    static Layer groupNorm(Norm.GroupNorm norm, NetworkState state) {
        TensorOptional weight = state.get(norm.path() + ".weight").optional();
        TensorOptional bias = state.optional(norm.path() + ".bias");
        return new GroupNormLayer(norm.groups(), norm.epsilon(), weight, bias);
    }

    /** Batch normalisation of maps with running statistics, which a frozen one uses in training, too, and leaves alone. */
    static Layer batchNorm(Norm.BatchNorm norm, NetworkState state) {
        Tensor factors = state.get(norm.path() + ".weight").tensor();
        TensorOptional weight = state.get(norm.path() + ".weight").optional();
        TensorOptional bias = state.get(norm.path() + ".bias").optional();
        TensorOptional mean = state.get(norm.path() + ".running_mean").optional();
        TensorOptional variance = state.get(norm.path() + ".running_var").optional();
        Tensor counter = state.get(norm.path() + ".num_batches_tracked").tensor();
        return (x, pass) -> {
            boolean ofBatch = pass.training() && factors.requires_grad();
            if (ofBatch && !pass.recomputing()) {
                counter.add_(new Scalar(1));
            }
            double momentum = pass.recomputing() ? 0 : BATCH_NORM_MOMENTUM;
            return batch_norm(x, weight, bias, mean, variance, ofBatch, momentum, norm.epsilon(), true);
        };
    }
}
