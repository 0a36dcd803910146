package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.conv2d;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A 2-d convolution with square kernel and zero padding. */
final class Convolution implements Layer {

    private static final long[] ONE = {1, 1};

    private final Weight weight;
    private final TensorOptional bias;
    private final long[] stride;
    private final long[] padding;
    private final long groups;

    private Convolution(NetworkState state, String name, long stride, long padding, boolean depthwise) {
        this.weight = state.get(name + ".weight");
        this.bias = state.optional(name + ".bias");
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
        this.groups = depthwise ? weight.tensor().size(0) : 1;
    }

    static Convolution strided(NetworkState state, String name, int stride, int padding) {
        return new Convolution(state, name, stride, padding, false);
    }

    /** Every channel with a kernel of its own; the map keeps its size. */
    static Convolution depthwise(NetworkState state, String name, int kernel) {
        return new Convolution(state, name, 1, kernel / 2, true);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        return conv2d(x, weight.tensor(), bias, stride, padding, ONE, groups);
    }

    /** The depthwise convolution of fixed kernels {@code [C, 1, k, k]}, size kept. */
    static Tensor depthwise(Tensor x, Tensor kernels) {
        long half = kernels.size(2) / 2;
        return conv2d(x, kernels, Absent.tensor(), ONE, new long[] {half, half}, ONE, kernels.size(0));
    }
}
