package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.empty_like;

import io.metaformer4j.torch.OneDnn.Fused;
import io.metaformer4j.zoo.Activation;
import io.metaformer4j.zoo.ConvSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers for float32 maps in channels-last order on the processor, without gradients.
 *
 * <p>Implementation overview. Linear layers and strided convolutions run on weights packed for oneDNN, with ReLU or GELU fused
 * in. A block works through a large batch a few pictures at a time, so that the wide maps inside it stay in the caches and
 * the allocator hands out the same warm pages again; at 56x56 the first touch of fresh pages costs as much as the arithmetic.
 */
final class InferenceLayers implements Layers, AutoCloseable {

    /** Bytes of the widest map inside a block that are worked on at once; a share of a level 3 cache. */
    private static final long WORKING_SET = 4 << 20;

    private final NetworkState state;
    private final OneDnn oneDnn;
    private final List<PackedWeight> packedWeights = new ArrayList<>();
    private final IValue ones;

    InferenceLayers(NetworkState state, OneDnn oneDnn) {
        this.state = state;
        this.oneDnn = oneDnn;
        this.ones = oneDnn.integers(1, 1);
    }

    @Override
    public NetworkState state() {
        return state;
    }

    @Override
    public Layer convolution(String name, ConvSpec spec) {
        IValue stride = oneDnn.integers(spec.stride(), spec.stride());
        IValue padding = oneDnn.integers(spec.padding(), spec.padding());
        PackedWeight weight = packed(
                name, kernels -> oneDnn.packConvolution(kernels.contiguous(), stride, padding, ones, oneDnn.absent()));
        Optional<Weight> bias = state.find(name + ".bias");
        return (x, pass) -> oneDnn.convolution(x, weight.current(), argument(bias), stride, padding, ones);
    }

    @Override
    public Layer pointwise(String name) {
        return linear(name, Fused.NOTHING);
    }

    @Override
    public Layer pointwise(String name, Activation activation, String activationName) {
        return switch (activation) {
            case GELU -> linear(name, Fused.GELU);
            case RELU -> linear(name, Fused.RELU);
            case SQUARED_RELU -> linear(name, Fused.RELU).then((x, pass) -> x.mul_(x));
            case STAR_RELU -> linear(name, Fused.RELU).then(starSquare(activationName));
        };
    }

    /** {@code scale * x^2 + bias} of values that are not negative. */
    private Layer starSquare(String name) {
        Tensor scale = state.get(name + ".scale").tensor();
        Tensor bias = state.get(name + ".bias").tensor();
        return (x, pass) -> addcmul(bias, x, x, new Scalar(scale.item_float()));
    }

    /** A linear layer on the channels of each position, computed on the tokens {@code [N, H, W, C]}. */
    private Layer linear(String name, Fused fused) {
        Layer rows = rows(name, fused);
        return (x, pass) ->
                rows.forward(x.permute(0, 2, 3, 1).contiguous(), pass).permute(0, 3, 1, 2);
    }

    @Override
    public Layer fullyConnected(String name) {
        return rows(name, Fused.NOTHING);
    }

    private Layer rows(String name, Fused fused) {
        PackedWeight weight =
                packed(name, matrix -> oneDnn.packLinear(matrix.flatten(1, -1).contiguous(), 1024));
        Optional<Weight> bias = state.find(name + ".bias");
        return (x, pass) -> oneDnn.linear(x, weight.current(), argument(bias), fused);
    }

    private PackedWeight packed(String name, java.util.function.UnaryOperator<Tensor> pack) {
        PackedWeight weight =
                new PackedWeight(state.get(name + ".weight").tensor(), tensor -> pack.apply(tensor.detach()));
        packedWeights.add(weight);
        return weight;
    }

    private IValue argument(Optional<Weight> bias) {
        return bias.isPresent() ? new IValue(bias.get().tensor()) : oneDnn.absent();
    }

    @Override
    public Layer depthwise(String name, int kernel) {
        return Convolution.depthwise(state, name, kernel);
    }

    @Override
    public Layer block(Layer block, int hiddenChannels) {
        return (x, pass) -> {
            long pictures = x.size(0);
            long bytes = (long) Float.BYTES * hiddenChannels * x.size(2) * x.size(3);
            long atOnce = Math.max(1, WORKING_SET / bytes);
            if (pictures <= atOnce) {
                return block.forward(x, pass);
            }
            Tensor output = empty_like(x);
            for (long first = 0; first < pictures; first += atOnce) {
                try (TensorScope ignored = TensorScope.open()) {
                    long count = Math.min(atOnce, pictures - first);
                    output.narrow(0, first, count).copy_(block.forward(x.narrow(0, first, count), pass));
                }
            }
            return output;
        };
    }

    /** Forgets what was packed, because the weights moved. */
    void forget() {
        packedWeights.forEach(PackedWeight::close);
    }

    @Override
    public void close() {
        forget();
        oneDnn.close();
    }
}
