package io.metaformer4j.torch;

import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.empty_like;

import io.metaformer4j.torch.OneDnn.Fused;
import io.metaformer4j.zoo.Activation;
import io.metaformer4j.zoo.ConvSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Layers for float32 maps in channels-last order on the processor, without gradients. Every kernel and every packed weight has
 * been compared with the plain layer before it is used; where they disagree, the plain layer answers.
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
    private final Kernels kernels;
    private final DifferentiableLayers plain;
    private final PackingProof proof;
    private final List<PackedWeight> packedWeights = new ArrayList<>();

    InferenceLayers(NetworkState state, OneDnn oneDnn, Kernels kernels) {
        this.state = state;
        this.oneDnn = oneDnn;
        this.kernels = kernels;
        this.plain = new DifferentiableLayers(state);
        this.proof = new PackingProof(oneDnn);
    }

    @Override
    public NetworkState state() {
        return state;
    }

    @Override
    public Layer convolution(String name, ConvSpec spec) {
        return convolution(name, oneDnn.geometry(spec.stride(), spec.padding()), plain.convolution(name, spec));
    }

    /** A packed convolution, or the plain layer where packing would lose something. */
    private Layer convolution(String name, OneDnn.Geometry geometry, Layer instead) {
        PackedWeight weight = packed(name, Kernel.PACKED_CONVOLUTION, (values, bias) -> {
            Tensor windows = (values.dim() == 4 ? values : values.unsqueeze(-1).unsqueeze(-1)).contiguous();
            Packed candidate = oneDnn.packConvolution(windows, bias, geometry);
            return proof.ofConvolution(name, windows, bias, geometry, candidate);
        });
        return (x, pass) -> weight.current()
                .map(packed -> oneDnn.convolution(x, packed, geometry))
                .orElseGet(() -> instead.forward(x, pass));
    }

    @Override
    public Layer pointwise(String name) {
        return pointwise(name, Fused.NOTHING);
    }

    @Override
    public Layer pointwise(String name, Activation activation, String activationName) {
        return switch (activation) {
            case GELU -> pointwise(name, Fused.GELU);
            case RELU -> pointwise(name, Fused.RELU);
            case SQUARED_RELU -> pointwise(name, Fused.RELU).then((x, pass) -> x.mul_(x));
            case STAR_RELU -> pointwise(name, Fused.RELU).then(starSquare(activationName));
        };
    }

    /** {@code scale * x^2 + bias} of values that are not negative. */
    private Layer starSquare(String name) {
        Tensor scale = state.get(name + ".scale").tensor();
        Tensor bias = state.get(name + ".bias").tensor();
        return (x, pass) -> addcmul(bias, x, x, new Scalar(scale.item_float()));
    }

    /**
     * A linear layer on the channels of each position, computed on the tokens {@code [N, H, W, C]}. Where its features are no
     * whole blocks of a linear layer but whole ones of a convolution, as 96 are, the latter spares the padding.
     */
    private Layer pointwise(String name, Fused fused) {
        Layer instead = plain.pointwise(name).then((x, pass) -> fused.apply(x));
        long outputs = state.get(name + ".weight").tensor().size(0);
        if (kernels.convolvesPointwise() && OneDnn.fitsConvolutionOnly(outputs)) {
            return convolution(name, oneDnn.geometry(1, 0), plain.pointwise(name))
                    .then((x, pass) -> fused.apply(x));
        }
        return linear(name, fused, x -> x.permute(0, 2, 3, 1).contiguous(), rows -> rows.permute(0, 3, 1, 2), instead);
    }

    @Override
    public Layer fullyConnected(String name) {
        return linear(name, Fused.NOTHING, rows -> rows, rows -> rows, plain.fullyConnected(name));
    }

    private Layer linear(
            String name, Fused wanted, UnaryOperator<Tensor> toRows, UnaryOperator<Tensor> fromRows, Layer instead) {
        PackedWeight weight = packed(name, Kernel.PACKED_LINEAR, (values, bias) -> {
            Tensor matrix = values.flatten(1, -1);
            return proof.ofLinear(name, matrix, bias, oneDnn.packLinear(matrix, bias));
        });
        return (x, pass) -> weight.current()
                .map(packed -> {
                    boolean fuses = kernels.trusts(wanted.kernel());
                    Tensor rows = oneDnn.linear(toRows.apply(x), packed, fuses ? wanted : Fused.NOTHING);
                    return fromRows.apply(fuses ? rows : wanted.apply(rows));
                })
                .orElseGet(() -> instead.forward(x, pass));
    }

    private PackedWeight packed(
            String name, Kernel kernel, BiFunction<Tensor, Optional<Tensor>, Optional<Packed>> pack) {
        Optional<Tensor> bias = state.find(name + ".bias").map(Weight::tensor);
        PackedWeight weight = new PackedWeight(
                state.get(name + ".weight").tensor(),
                bias,
                values -> kernels.trusts(kernel) ? pack.apply(values, bias) : Optional.empty());
        packedWeights.add(weight);
        return weight;
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
