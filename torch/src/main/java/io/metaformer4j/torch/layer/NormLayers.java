package io.metaformer4j.torch.layer;

import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.zoo.plan.Norm;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** The layers of the normalisations. */
final class NormLayers {

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

    /** Group normalisation of a map in training, times a factor for each channel {@code [C]}, which its weights take in. */
    static Tensor groupNormTimes(Norm.GroupNorm norm, NetworkState state, Tensor factors, Tensor x) {
        Tensor weight = state.get(norm.path() + ".weight").tensor().mul(factors);
        TensorOptional bias = state.optional(norm.path() + ".bias");
        TensorOptional scaledBias =
                bias.has_value() ? new TensorOptional(bias.get().mul(factors)) : bias;
        return Operations.groupNorm(x, norm.groups(), new TensorOptional(weight), scaledBias, norm.epsilon());
    }

    /** Batch normalisation of maps with running statistics. */
    static Layer batchNorm(Norm.BatchNorm norm, NetworkState state) {
        return new BatchNormLayer(norm, state).observed(norm.path(), () -> shift(norm, state));
    }

    /** What the normalisation with running statistics adds to each channel: {@code bias - mean * weight / deviation}. */
    private static Tensor shift(Norm.BatchNorm norm, NetworkState state) {
        Tensor variance = state.get(norm.path() + ".running_var").tensor();
        Tensor scaled = state.get(norm.path() + ".running_mean")
                .tensor()
                .mul(state.get(norm.path() + ".weight").tensor());
        Tensor deviation = variance.add(new Scalar(norm.epsilon())).sqrt();
        return state.get(norm.path() + ".bias").tensor().sub(scaled.div(deviation));
    }
}
