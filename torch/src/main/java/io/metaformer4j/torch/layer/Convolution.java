package io.metaformer4j.torch.layer;

import io.metaformer4j.torch.kernel.Operations;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.architecture.ConvSpec;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Operation;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A 2-d convolution with square kernel and zero padding. */
final class Convolution implements Layer {

    private final StateTensor weight;
    private final TensorOptional bias;
    private final long[] stride;
    private final long[] padding;
    private final boolean depthwise;

    private Convolution(NetworkState state, String name, long stride, long padding, boolean depthwise) {
        this.weight = state.get(name + ".weight");
        this.bias = state.optional(name + ".bias");
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
        this.depthwise = depthwise;
    }

    static Convolution strided(NetworkState state, Operation.Convolution operation) {
        ConvSpec window = operation.window();
        return new Convolution(state, operation.path(), window.stride(), window.padding(), false);
    }

    /** Every channel with a kernel of its own; the map keeps its size. */
    static Convolution depthwise(NetworkState state, Mixing.DepthwiseConvolution operation) {
        return new Convolution(state, operation.path(), 1, operation.kernel() / 2, true);
    }

    @Override
    public Tensor forward(Tensor x, ForwardPass pass) {
        return depthwise
                ? Operations.depthwise(x, weight.tensor(), bias)
                : Operations.convolution(x, weight.tensor(), bias, stride, padding);
    }

    /** The depthwise convolution of fixed kernels {@code [C, 1, k, k]}, size kept. */
    static Tensor depthwise(Tensor x, Tensor kernels) {
        return Operations.depthwise(x, kernels, NoArgument.tensor());
    }
}
