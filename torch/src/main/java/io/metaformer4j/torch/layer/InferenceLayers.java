package io.metaformer4j.torch.layer;

import static org.bytedeco.pytorch.global.torch.addcmul;
import static org.bytedeco.pytorch.global.torch.empty_like;

import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.kernel.FusedActivation;
import io.metaformer4j.torch.kernel.Kernels;
import io.metaformer4j.torch.kernel.OneDnn;
import io.metaformer4j.torch.kernel.Packed;
import io.metaformer4j.torch.kernel.PackedWeight;
import io.metaformer4j.torch.kernel.PackingVerifier;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.state.NetworkState;
import io.metaformer4j.torch.state.StateTensor;
import io.metaformer4j.zoo.plan.Mixing;
import io.metaformer4j.zoo.plan.Operation;
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
 * in. A block works through a large batch a few pictures at a time, so that the wide maps inside it stay in the caches and the
 * allocator hands out the same warm pages again; at 56x56 the first touch of fresh pages costs as much as the arithmetic.
 */
public final class InferenceLayers implements LayerFactory, AutoCloseable {

    /** Bytes of the widest map inside a block that are worked on at once; a share of a level 3 cache. */
    private static final long WORKING_SET = 4 << 20;

    private final NetworkState state;
    private final OneDnn oneDnn;
    private final Kernels kernels;
    private final DifferentiableLayers plain;
    private final PackingVerifier verifier;
    private final List<PackedWeight> packedWeights = new ArrayList<>();

    /** Makes layers on the weights of a network, which stay the caller's, as do the operators. */
    public InferenceLayers(NetworkState state, OneDnn oneDnn, Kernels kernels) {
        this.state = state;
        this.oneDnn = oneDnn;
        this.kernels = kernels;
        this.plain = new DifferentiableLayers(state, Optional.empty());
        this.verifier = new PackingVerifier(oneDnn);
    }

    @Override
    public NetworkState state() {
        return state;
    }

    @Override
    public Layer convolution(Operation.Convolution operation) {
        OneDnn.Geometry geometry =
                oneDnn.geometry(operation.window().stride(), operation.window().padding());
        return convolution(operation.path(), geometry, plain.convolution(operation));
    }

    /** A packed convolution, or the plain layer where packing would lose something. */
    private Layer convolution(String name, OneDnn.Geometry geometry, Layer instead) {
        PackedWeight weight = packed(name, KernelKind.PACKED_CONVOLUTION, (values, bias) -> {
            Tensor windows = (values.dim() == 4 ? values : values.unsqueeze(-1).unsqueeze(-1)).contiguous();
            Packed candidate = oneDnn.packConvolution(windows, bias, geometry);
            return verifier.verifyConvolution(name, windows, bias, geometry, candidate);
        });
        return (x, pass) -> weight.current()
                .map(packed -> oneDnn.convolution(x, packed, geometry))
                .orElseGet(() -> instead.forward(x, pass));
    }

    @Override
    public Layer pointwise(Operation.Pointwise operation) {
        String name = operation.path();
        return operation
                .activation()
                .map(activation -> activated(name, activation))
                .orElseGet(() -> pointwise(name, FusedActivation.NONE));
    }

    private Layer activated(String name, Operation.Activate activation) {
        return switch (activation.function()) {
            case GELU -> pointwise(name, FusedActivation.GELU);
            case RELU -> pointwise(name, FusedActivation.RELU);
            case SQUARED_RELU -> pointwise(name, FusedActivation.RELU).then((x, pass) -> x.mul_(x));
            case STAR_RELU -> pointwise(name, FusedActivation.RELU).then(starSquare(activation.path()));
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
    private Layer pointwise(String name, FusedActivation fused) {
        Layer linear = new PointwiseLayer(state, name);
        Layer instead = linear.then((x, pass) -> fused.apply(x));
        long outputs = state.get(name + ".weight").tensor().size(0);
        if (kernels.convolvesPointwise() && OneDnn.fitsConvolutionOnly(outputs)) {
            return convolution(name, oneDnn.geometry(1, 0), linear).then((x, pass) -> fused.apply(x));
        }
        return linear(name, fused, x -> x.permute(0, 2, 3, 1).contiguous(), rows -> rows.permute(0, 3, 1, 2), instead);
    }

    @Override
    public Layer fullyConnected(Operation.Linear operation) {
        return linear(
                operation.path(), FusedActivation.NONE, rows -> rows, rows -> rows, plain.fullyConnected(operation));
    }

    private Layer linear(
            String name,
            FusedActivation wanted,
            UnaryOperator<Tensor> toRows,
            UnaryOperator<Tensor> fromRows,
            Layer instead) {
        PackedWeight weight = packed(name, KernelKind.PACKED_LINEAR, (values, bias) -> {
            Tensor matrix = values.flatten(1, -1);
            return verifier.verifyLinear(name, matrix, bias, oneDnn.packLinear(matrix, bias));
        });
        return (x, pass) -> weight.current()
                .map(packed -> {
                    boolean fuses = kernels.isUsable(wanted.kernel());
                    Tensor rows = oneDnn.linear(toRows.apply(x), packed, fuses ? wanted : FusedActivation.NONE);
                    return fromRows.apply(fuses ? rows : wanted.apply(rows));
                })
                .orElseGet(() -> instead.forward(x, pass));
    }

    private PackedWeight packed(
            String name, KernelKind kernel, BiFunction<Tensor, Optional<Tensor>, Optional<Packed>> pack) {
        Optional<Tensor> bias = state.find(name + ".bias").map(StateTensor::tensor);
        PackedWeight weight = new PackedWeight(
                state.get(name + ".weight").tensor(),
                bias,
                values -> kernels.isUsable(kernel) ? pack.apply(values, bias) : Optional.empty());
        packedWeights.add(weight);
        return weight;
    }

    @Override
    public Layer depthwise(Mixing.DepthwiseConvolution operation) {
        return Convolution.depthwise(state, operation);
    }

    @Override
    public Layer block(Layer block, int widest) {
        return (x, pass) -> {
            long pictures = x.size(0);
            long bytes = (long) Float.BYTES * widest * x.size(2) * x.size(3);
            long chunk = Math.max(1, WORKING_SET / bytes);
            if (pictures <= chunk) {
                return block.forward(x, pass);
            }
            Tensor output = empty_like(x);
            for (long first = 0; first < pictures; first += chunk) {
                try (TensorScope ignored = TensorScope.open()) {
                    long count = Math.min(chunk, pictures - first);
                    output.narrow(0, first, count).copy_(block.forward(x.narrow(0, first, count), pass));
                }
            }
            return output;
        };
    }

    /** Discards the packed weights, because the weights have changed. */
    public void discardPackedWeights() {
        packedWeights.forEach(PackedWeight::close);
    }

    @Override
    public void close() {
        discardPackedWeights();
        oneDnn.close();
    }
}
