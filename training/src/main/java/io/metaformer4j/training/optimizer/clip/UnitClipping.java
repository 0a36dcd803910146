package io.metaformer4j.training.optimizer.clip;

import static org.bytedeco.pytorch.global.torch.linalg_vector_norm;
import static org.bytedeco.pytorch.global.torch.where;

import java.util.stream.LongStream;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Shortens the gradient of each unit of a parameter, as {@link Clipping.Adaptive} says. Works in the open scope. */
final class UnitClipping {

    /** A unit counts as at least so long, so that fresh zeros can grow; timm's {@code eps}. */
    private static final double SHORTEST_UNIT = 1e-3;

    /** Keeps the division by the length of a gradient from being one by zero; timm's number. */
    private static final double GUARD = 1e-6;

    private UnitClipping() {}

    static void clip(Tensor parameter, Tensor gradient, double factor) {
        Tensor longest = lengths(parameter).clamp_min(new Scalar(SHORTEST_UNIT)).mul(new Scalar(factor));
        Tensor lengths = lengths(gradient);
        Tensor shrinking = longest.div(lengths.clamp_min(new Scalar(GUARD)));
        gradient.mul_(where(lengths.lt(longest), new Scalar(1.0), shrinking));
    }

    /** Lengths over all dimensions but the first, which stay as sides of 1; of vectors and scalars the whole length. */
    private static Tensor lengths(Tensor tensor) {
        Scalar euclidean = new Scalar(2.0);
        if (tensor.dim() <= 1) {
            return linalg_vector_norm(tensor, euclidean, new LongArrayRefOptional(), false, new ScalarTypeOptional());
        }
        long[] inner = LongStream.range(1, tensor.dim()).toArray();
        return linalg_vector_norm(tensor, euclidean, inner, true, new ScalarTypeOptional());
    }
}
