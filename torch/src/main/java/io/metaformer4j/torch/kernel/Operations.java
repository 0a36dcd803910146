package io.metaformer4j.torch.kernel;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.get_autocast_dtype;
import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.is_autocast_enabled;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import io.metaformer4j.torch.check.KernelKind;
import io.metaformer4j.torch.check.KernelSetting;
import io.metaformer4j.torch.natives.NoArgument;
import io.metaformer4j.torch.natives.TorchException;
import io.metaformer4j.torch.run.MemoryLayout;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * libtorch's operations that are known to go wrong on some processors: each is used if its kernel gave right values in this
 * process, else its formula. On other devices nothing is checked.
 */
public final class Operations {

    private static final long[] ONE = {1, 1};

    private Operations() {}

    /** A convolution without groups; {@code weight} is {@code [out, in, k, k]}. */
    public static Tensor convolution(Tensor x, Tensor weight, TensorOptional bias, long[] stride, long[] padding) {
        if (RoundedProducts.replace(x, computedIn(x))) {
            return RoundedProducts.compute(rounded -> convolution(
                    rounded.apply(x), rounded.apply(weight), RoundedProducts.rounded(bias, rounded), stride, padding));
        }
        boolean tails = hasTail(weight.size(0)) || hasTail(weight.size(1));
        boolean usable = isUsable(KernelKind.CONVOLUTION, x, tails)
                && (!wantsGradient(weight) || isUsable(KernelKind.CONVOLUTION_WEIGHT_GRADIENT, x, tails))
                && (!wantsGradient(x) || isUsable(KernelKind.CONVOLUTION_INPUT_GRADIENT, x, tails));
        return usable
                ? conv2d(x, weight, bias, stride, padding, ONE, 1)
                : like(x, Formulas.convolution(x, weight, bias, stride, padding));
    }

    /** A convolution in which every channel has a kernel of its own; {@code weight} is {@code [C, 1, k, k]}, size kept. */
    public static Tensor depthwise(Tensor x, Tensor weight, TensorOptional bias) {
        if (RoundedProducts.replace(x, computedIn(x))) {
            return RoundedProducts.compute(rounded ->
                    depthwise(rounded.apply(x), rounded.apply(weight), RoundedProducts.rounded(bias, rounded)));
        }
        long half = weight.size(2) / 2;
        boolean usable = isUsable(KernelKind.DEPTHWISE, x, true)
                && (!(wantsGradient(weight) || wantsGradient(x)) || isUsable(KernelKind.DEPTHWISE_GRADIENTS, x, true));
        return usable
                ? conv2d(x, weight, bias, ONE, new long[] {half, half}, ONE, weight.size(0))
                : like(x, Formulas.depthwise(x, weight, bias));
    }

    /** A linear layer on rows {@code [..., in]}; {@code weight} is {@code [out, in]}. */
    public static Tensor linear(Tensor x, Tensor weight, TensorOptional bias) {
        if (RoundedProducts.replace(x, computedIn(x))) {
            return RoundedProducts.compute(
                    rounded -> linear(rounded.apply(x), rounded.apply(weight), RoundedProducts.rounded(bias, rounded)));
        }
        return isUsable(KernelKind.LINEAR, x, MemoryLayout.CHANNELS_LAST, true)
                ? torch.linear(x, weight, bias)
                : like(x, Formulas.linear(x, weight, bias));
    }

    /**
     * Scaled dot-product attention of {@code [N, heads, L, d]}. For bfloat16 the operands are rounded to it and all else is
     * computed in single precision, on every processor: libtorch's kernel for bfloat16 multiplies in plain loops where it was
     * built without MKL, and takes ten to twenty times as long.
     */
    public static Tensor attention(Tensor query, Tensor key, Tensor value) {
        if (query.is_cpu() && computedIn(query) == ScalarType.BFloat16) {
            return RoundedProducts.compute(
                    rounded -> attention(rounded.apply(query), rounded.apply(key), rounded.apply(value)));
        }
        return isUsable(KernelKind.ATTENTION, query, MemoryLayout.CHANNELS_LAST, true)
                ? scaled_dot_product_attention(
                        query, key, value, NoArgument.tensor(), 0.0, false, new DoubleOptional(), false)
                : like(query, Formulas.attention(query, key, value));
    }

    /**
     * Products of one matrix with the tokens of every map: {@code out[n, m, c] = sum_l M[m, l] x[n, l, c]}. In single precision
     * on the processor it is computed as the 1x1 convolution of {@code L} channels that it is, which oneDNN spreads over the
     * threads.
     *
     * @param matrix {@code [L, L]}
     * @param tokens {@code [N, L, C]}
     */
    public static Tensor mixTokens(Tensor matrix, Tensor tokens) {
        boolean convolves = tokens.is_cpu()
                && computedIn(tokens) == ScalarType.Float
                && Kernels.ofProcess().convolvesPointwise();
        if (!convolves) {
            return matmul(matrix, tokens);
        }
        Tensor kernel = matrix.unsqueeze(-1).unsqueeze(-1);
        return convolution(tokens.unsqueeze(3), kernel, NoArgument.tensor(), ONE, new long[] {0, 0})
                .squeeze(3);
    }

    /** A group norm of maps {@code [N, C, H, W]}. */
    public static Tensor groupNorm(Tensor x, long groups, TensorOptional weight, TensorOptional bias, double epsilon) {
        return isUsable(KernelKind.GROUP_NORM, x, true)
                ? group_norm(x, groups, weight, bias, epsilon, true)
                : like(x, Formulas.groupNorm(x, groups, weight, bias, epsilon));
    }

    /** Means over windows of a map, positions outside not counted; the size is kept. */
    public static Tensor averagePool(Tensor x, long kernel) {
        requireUsable(KernelKind.POOLING, x);
        long[] half = {kernel / 2, kernel / 2};
        return avg_pool2d(x, new long[] {kernel, kernel}, ONE, half, false, false, NoArgument.number());
    }

    /** A norm over the last dimension. */
    public static Tensor layerNorm(Tensor x, long[] width, TensorOptional weight, TensorOptional bias, double epsilon) {
        requireUsable(KernelKind.LAYER_NORM, x);
        return layer_norm(x, width, weight, bias, epsilon, true);
    }

    /**
     * Refuses to go on where a kernel without which nothing works is wrong.
     *
     * @throws TorchException if it is
     */
    public static void requireUsable(KernelKind kernel, Tensor x) {
        if (x.is_cpu()) {
            Kernels.ofProcess().requireUsable(kernel);
        }
    }

    /** Whether a kernel may be used on a map. */
    public static boolean isUsable(KernelKind kernel, Tensor map, boolean tails) {
        return isUsable(kernel, map, isChannelsLast(map) ? MemoryLayout.CHANNELS_LAST : MemoryLayout.NCHW, tails);
    }

    private static boolean isUsable(KernelKind kernel, Tensor x, MemoryLayout layout, boolean tails) {
        if (!x.is_cpu() || x.scalar_type().intern() == ScalarType.Double) {
            return true;
        }
        return Kernels.ofProcess().isUsable(new KernelSetting(kernel, NativeTypes.of(computedIn(x)), layout, tails));
    }

    /** A map of one position or one channel is both; a part of a map counts as what networks are computed in. */
    private static boolean isChannelsLast(Tensor map) {
        return map.is_contiguous(MemoryFormat.ChannelsLast) || !map.is_contiguous();
    }

    private static boolean wantsGradient(Tensor tensor) {
        return GradMode.is_enabled() && tensor.requires_grad();
    }

    private static boolean hasTail(long channels) {
        return channels % KernelSetting.BLOCK != 0;
    }

    /** The type that libtorch would compute in: the tensor's own, or that of automatic mixed precision. */
    static ScalarType computedIn(Tensor x) {
        return is_autocast_enabled(DeviceType.CPU)
                ? get_autocast_dtype(DeviceType.CPU).intern()
                : x.scalar_type().intern();
    }

    /** A map on the processor as a product gets it: in the type of automatic mixed precision, where that is on. */
    public static Tensor operand(Tensor x) {
        return x.to(computedIn(x));
    }

    /** Type and order as the kernel would have put them out. */
    private static Tensor like(Tensor x, Tensor result) {
        Tensor typed = result.to(computedIn(x));
        return x.dim() == 4 && result.dim() == 4 && isChannelsLast(x)
                ? typed.contiguous(MemoryFormat.ChannelsLast)
                : typed;
    }
}
