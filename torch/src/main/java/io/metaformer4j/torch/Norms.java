package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.batch_norm;

import io.metaformer4j.zoo.Normalization;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** The layers of the normalisations. */
final class Norms {

    /** Epsilon and momentum of PyTorch's BatchNorm2d, which GeoFormer uses. */
    private static final double BATCH_NORM_EPSILON = 1e-5;

    private static final double BATCH_NORM_MOMENTUM = 0.1;

    private Norms() {}

    /** A norm of maps {@code [N, C, H, W]}. */
    static Layer of(Normalization norm, NetworkState state, String name) {
        return norm.accept(new Normalization.Visitor<>() {
            @Override
            public Layer none(Normalization.None none) {
                return Layer.IDENTITY;
            }

            @Override
            public Layer layerNorm(Normalization.LayerNorm layerNorm) {
                return layerNormOverChannels(state, name, layerNorm.epsilon());
            }

            @Override
            public Layer groupNorm(Normalization.GroupNorm groupNorm) {
                TensorOptional weight = state.get(name + ".weight").optional();
                TensorOptional bias = state.optional(name + ".bias");
                return new GroupNorm(groupNorm.groups(), groupNorm.epsilon(), weight, bias);
            }
        });
    }

    private static Layer layerNormOverChannels(NetworkState state, String name, double epsilon) {
        TensorOptional weight = state.get(name + ".weight").optional();
        TensorOptional bias = state.optional(name + ".bias");
        long[] channels = {state.get(name + ".weight").tensor().size(0)};
        return (x, pass) -> Operations.layerNorm(x.permute(0, 2, 3, 1), channels, weight, bias, epsilon)
                .permute(0, 3, 1, 2);
    }

    /** Batch normalisation with running statistics. */
    static Layer batchNorm(NetworkState state, String name) {
        TensorOptional weight = state.get(name + ".weight").optional();
        TensorOptional bias = state.get(name + ".bias").optional();
        TensorOptional mean = state.get(name + ".running_mean").optional();
        TensorOptional variance = state.get(name + ".running_var").optional();
        Tensor counter = state.get(name + ".num_batches_tracked").tensor();
        return (x, pass) -> {
            if (pass.training() && !pass.recomputing()) {
                counter.add_(new Scalar(1));
            }
            double momentum = pass.recomputing() ? 0 : BATCH_NORM_MOMENTUM;
            return batch_norm(x, weight, bias, mean, variance, pass.training(), momentum, BATCH_NORM_EPSILON, true);
        };
    }
}
