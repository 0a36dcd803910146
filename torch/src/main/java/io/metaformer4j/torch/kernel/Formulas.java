package io.metaformer4j.torch.kernel;

import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.pad;
import static org.bytedeco.pytorch.global.torch.thnn_conv2d;

import io.metaformer4j.torch.natives.NoArgument;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The layers by their formulas, from matrix products of the BLAS and elementwise operations alone. They record gradients and
 * take any precision and layout; they serve where the kernel that should compute a layer is wrong on the processor.
 *
 * <p>Half precisions are computed in single or double precision and rounded at the end. Products are taken in double precision
 * where automatic mixed precision would otherwise bring the low one back in.
 */
final class Formulas {

    private Formulas() {}

    /** Unfolds the windows into columns and multiplies matrices; {@code weight} is {@code [out, in, k, k]}. */
    static Tensor convolution(Tensor x, Tensor weight, TensorOptional bias, long[] stride, long[] padding) {
        long[] window = {weight.size(2), weight.size(3)};
        return thnn_conv2d(single(x).contiguous(), single(weight).contiguous(), window, single(bias), stride, padding);
    }

    /** {@code y[c] = sum_ij w[c, i, j] * x[c] shifted by (i, j)}; {@code weight} is {@code [C, 1, k, k]}, the size is kept. */
    static Tensor depthwise(Tensor x, Tensor weight, TensorOptional bias) {
        long kernel = weight.size(2);
        long half = kernel / 2;
        long channels = weight.size(0);
        Tensor padded = pad(single(x), new long[] {half, half, half, half}, "constant", new DoubleOptional());
        Tensor kernels = single(weight);
        Tensor sum = null;
        for (long i = 0; i < kernel; i++) {
            for (long j = 0; j < kernel; j++) {
                Tensor shifted = padded.narrow(2, i, x.size(2)).narrow(3, j, x.size(3));
                Tensor factors = kernels.select(3, j).select(2, i).view(1, channels, 1, 1);
                sum = sum == null ? shifted.mul(factors) : sum.addcmul(shifted, factors);
            }
        }
        return bias.has_value() ? sum.add(single(bias.get()).view(1, channels, 1, 1)) : sum;
    }

    /** {@code y = x w' + b} on rows {@code [..., in]}; {@code weight} is {@code [out, in]}. */
    static Tensor linear(Tensor x, Tensor weight, TensorOptional bias) {
        Tensor product = matmul(inDouble(x), inDouble(weight).t());
        return bias.has_value() ? product.add(inDouble(bias.get())) : product;
    }

    /** {@code softmax(q k' / sqrt(d)) v} for queries, keys and values {@code [N, heads, L, d]}. */
    static Tensor attention(Tensor query, Tensor key, Tensor value) {
        double scale = 1 / Math.sqrt((double) query.size(3));
        Tensor scores = matmul(inDouble(query), inDouble(key).transpose(2, 3)).mul(new Scalar(scale));
        return matmul(scores.softmax(3), inDouble(value));
    }

    /** {@code (x - mean) / sqrt(variance + eps) * weight + bias} over the channels of a group and all positions. */
    static Tensor groupNorm(Tensor x, long groups, TensorOptional weight, TensorOptional bias, double epsilon) {
        Tensor rows = inDouble(x).contiguous().view(x.size(0), groups, -1);
        Tensor centred = rows.sub(mean(rows));
        Tensor deviation = mean(centred.square()).add(new Scalar(epsilon)).sqrt();
        Tensor normed = centred.div(deviation).view(x.shape());
        Tensor scaled = weight.has_value() ? normed.mul(ofChannels(weight.get())) : normed;
        return bias.has_value() ? scaled.add(ofChannels(bias.get())) : scaled;
    }

    private static Tensor mean(Tensor rows) {
        return rows.mean(new long[] {2}, true, NoArgument.type());
    }

    private static Tensor ofChannels(Tensor vector) {
        return inDouble(vector).view(1, -1, 1, 1);
    }

    /** In single precision at least. */
    private static Tensor single(Tensor tensor) {
        return tensor.scalar_type().intern() == ScalarType.Double ? tensor : tensor.to(ScalarType.Float);
    }

    private static TensorOptional single(TensorOptional tensor) {
        return tensor.has_value() ? new TensorOptional(single(tensor.get())) : tensor;
    }

    /** In double precision; gradients flow through. */
    static Tensor inDouble(Tensor tensor) {
        return tensor.to(ScalarType.Double);
    }
}
