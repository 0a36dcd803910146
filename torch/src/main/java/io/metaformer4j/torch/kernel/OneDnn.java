package io.metaformer4j.torch.kernel;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.torch.check.KernelSetting;
import io.metaformer4j.torch.natives.NativeLibraries;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.TorchException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.ScriptTypeParser;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * oneDNN's linear layers and convolutions on weights that were brought into its own order once, with an activation fused in.
 * libtorch registers them under names only. Safe for concurrent use.
 *
 * <p>On two cores a linear layer takes half the time of {@code torch::linear} on OpenBLAS and of an unpacked convolution.
 *
 * <p>oneDNN puts output features in blocks of up to 64 and inputs in blocks of 16. Numbers that are no whole blocks are padded
 * here, never by oneDNN: its version 3.7.1 loses weights on some processors when it pads them.
 */
public final class OneDnn implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

    /** Rows that the order of a packed matrix is chosen for; others are possible. */
    private static final long TYPICAL_ROWS = 1024;

    /** Features of a block of a linear layer, the largest of any block. */
    private static final int LINEAR_BLOCK = KernelSetting.BLOCK;

    /** Inputs of a block. Convolutions of fewer inputs, as stems are, get an order without blocks of inputs. */
    private static final int INPUT_BLOCK = 16;

    /** Features of a block of a convolution: with multiples of 32 oneDNN finds a block that needs no padding. */
    private static final int CONVOLUTION_BLOCK = 32;

    /**
     * Stride and zero padding of rows and columns alike, in the two forms that native calls want.
     *
     * @param stride stride
     * @param padding zeros on each side
     * @param strides the stride as an argument of an operator
     * @param paddings the padding as an argument of an operator
     */
    public record Geometry(int stride, int padding, IValue strides, IValue paddings) {}

    private final List<Pointer> owned = new ArrayList<>();
    private final UnaryOperator<Tensor> beforePacking;
    private final OperatorHandle packLinear;
    private final OperatorHandle linear;
    private final OperatorHandle packConvolution;
    private final OperatorHandle convolution;
    private final IValue absent;
    private final IValue ones;
    private final IValue exact;
    private final IValue noScalars;
    private final Map<FusedActivation, IValue> attributes = new EnumMap<>(FusedActivation.class);

    private OneDnn(UnaryOperator<Tensor> beforePacking) {
        this.beforePacking = beforePacking;
        try {
            packLinear = find("_reorder_linear_weight");
            linear = find("_linear_pointwise");
            packConvolution = find("_reorder_convolution_weight");
            convolution = find("_convolution_pointwise");
            absent = own(new IValue());
            exact = own(new IValue("none"));
            ones = integers(1, 1);
            noScalars = own(emptyList("Optional[number]"));
            for (FusedActivation fused : FusedActivation.values()) {
                attributes.put(fused, own(new IValue(fused.attribute())));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The operators, or empty where libtorch was built without them. */
    public static Optional<OneDnn> find() {
        return find(weight -> weight);
    }

    /**
     * The operators, with weights that change on their way to oneDNN's order.
     *
     * @param beforePacking what becomes of a weight; for tests of what happens when weights are lost
     */
    static Optional<OneDnn> find(UnaryOperator<Tensor> beforePacking) {
        NativeLibraries.load();
        try (TensorScope ignored = TensorScope.open()) {
            return Optional.of(new OneDnn(beforePacking));
        } catch (RuntimeException e) {
            LOG.warn(
                    "libtorch has no packed layers here ({}); its ordinary ones are slower",
                    TorchException.firstLine(e));
            return Optional.empty();
        }
    }

    private OperatorHandle find(String name) {
        return own(Dispatcher.singleton().findSchemaOrThrow("mkldnn::" + name, ""));
    }

    private <P extends Pointer> P own(P pointer) {
        pointer.retainReference();
        owned.add(pointer);
        return pointer;
    }

    private static IValue emptyList(String elementType) {
        return new IValue(new GenericList(new ScriptTypeParser().parseType(elementType)));
    }

    /** The geometry of a convolution, which survives the open scopes until this is closed. */
    public Geometry geometry(int stride, int padding) {
        return new Geometry(stride, padding, integers(stride, stride), integers(padding, padding));
    }

    private IValue integers(long... values) {
        try (TensorScope ignored = TensorScope.open()) {
            GenericList list = new GenericList(new ScriptTypeParser().parseType("int"));
            for (long value : values) {
                list.push_back(new IValue(value));
            }
            return own(new IValue(list));
        }
    }

    /**
     * Brings the weights of a linear layer into oneDNN's order.
     *
     * @param weight {@code [out, in]}, float32
     * @param bias {@code [out]} or empty
     * @return the weights, owned by the open scope
     */
    public Packed packLinear(Tensor weight, Optional<Tensor> bias) {
        long outputs = weight.size(0);
        long padding = Math.floorMod(-outputs, LINEAR_BLOCK);
        long inputPadding = Math.floorMod(-weight.size(1), INPUT_BLOCK);
        Tensor whole = padded(padded(beforePacking.apply(weight), 0, padding), 1, inputPadding);
        Tensor packed = call(packLinear, new IValue(whole.contiguous()), new IValue(TYPICAL_ROWS));
        return new Packed(packed, bias.map(values -> padded(values, 0, padding)), outputs, inputPadding);
    }

    /**
     * A linear layer.
     *
     * @param x {@code [..., in]}, contiguous
     * @param packed packed weights
     * @param fused what follows
     * @return {@code [..., out]}, contiguous
     */
    public Tensor linear(Tensor x, Packed packed, FusedActivation fused) {
        Tensor y = call(
                linear,
                new IValue(padded(x, -1, packed.missingInputs())),
                new IValue(packed.weight()),
                argument(packed.bias()),
                attributes.get(fused),
                noScalars,
                exact);
        long outputs = packed.outputs();
        return y.size(-1) == outputs ? y : y.narrow(-1, 0, outputs).contiguous();
    }

    /**
     * Brings the kernels of a convolution without groups and dilation into oneDNN's order.
     *
     * @param weight {@code [out, in, k, k]}, float32
     * @param bias {@code [out]} or empty
     * @param geometry stride and padding
     * @return the weights, owned by the open scope
     */
    public Packed packConvolution(Tensor weight, Optional<Tensor> bias, Geometry geometry) {
        long outputs = weight.size(0);
        long padding = outputs % CONVOLUTION_BLOCK == 0 ? 0 : Math.floorMod(-outputs, LINEAR_BLOCK);
        long inputPadding = weight.size(1) <= INPUT_BLOCK ? 0 : Math.floorMod(-weight.size(1), INPUT_BLOCK);
        Tensor whole = padded(padded(beforePacking.apply(weight), 0, padding), 1, inputPadding);
        Tensor packed = call(
                packConvolution,
                new IValue(whole.contiguous()),
                geometry.paddings(),
                geometry.strides(),
                ones,
                new IValue(1L),
                absent);
        return new Packed(packed, bias.map(values -> padded(values, 0, padding)), outputs, inputPadding);
    }

    /**
     * A convolution without groups and dilation.
     *
     * @param x {@code [N, in, H, W]}
     * @param packed packed weights
     * @param geometry stride and padding, as when they were packed
     * @return {@code [N, out, H', W']}, channels last
     */
    public Tensor convolution(Tensor x, Packed packed, Geometry geometry) {
        Tensor y = call(
                convolution,
                new IValue(padded(x, 1, packed.missingInputs()).contiguous(MemoryFormat.ChannelsLast)),
                new IValue(packed.weight()),
                argument(packed.bias()),
                geometry.paddings(),
                geometry.strides(),
                ones,
                new IValue(1L),
                attributes.get(FusedActivation.NONE),
                noScalars,
                exact);
        long outputs = packed.outputs();
        Tensor whole = y.size(1) == outputs ? y : y.narrow(1, 0, outputs);
        return whole.contiguous(
                MemoryFormat.ChannelsLast); // which it is, unless one input channel has hidden the order
    }

    /** Whether a layer has whole blocks as a convolution but not as a linear layer. */
    public static boolean fitsConvolutionOnly(long outputs) {
        return outputs % LINEAR_BLOCK != 0 && outputs % CONVOLUTION_BLOCK == 0;
    }

    private IValue argument(Optional<Tensor> tensor) {
        return tensor.isPresent() ? new IValue(tensor.get()) : absent;
    }

    /** With zeros behind a dimension. */
    private static Tensor padded(Tensor tensor, int dimension, long count) {
        if (count == 0) {
            return tensor;
        }
        long[] shape = tensor.shape();
        shape[Math.floorMod(dimension, shape.length)] = count;
        return cat(new TensorVector(tensor, zeros(shape)), dimension);
    }

    private static Tensor call(OperatorHandle operator, IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        operator.callBoxed(stack);
        return new Tensor(stack.get(0).toTensor());
    }

    @Override
    public void close() {
        owned.forEach(Pointer::close);
        owned.clear();
    }
}
