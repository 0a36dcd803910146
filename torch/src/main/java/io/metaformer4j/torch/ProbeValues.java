package io.metaformer4j.torch;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Numbers to try kernels with, and how far results are apart. */
final class ProbeValues {

    private static final long SEED = 20261125;

    private ProbeValues() {}

    /** Float32 values between -1 and 1, the same for the same shape. */
    static Tensor between(long... shape) {
        return tensor(false, shape);
    }

    /** Float32 values of magnitude 0.5 to 1, so that nothing they are multiplied with goes unnoticed. */
    static Tensor awayFromZero(long... shape) {
        return tensor(true, shape);
    }

    private static Tensor tensor(boolean awayFromZero, long... shape) {
        int elements = 1;
        for (long side : shape) {
            elements = Math.multiplyExact(elements, Math.toIntExact(side));
        }
        SplittableRandom random = new SplittableRandom(SEED + elements);
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            float value = (random.nextInt(1 << 16) - 32767.5f) / 32768;
            values[i] = awayFromZero ? Math.copySign(0.5f + Math.abs(value) / 2, value) : value;
        }
        return Tensors.of(values, shape);
    }

    /**
     * The largest difference over the largest right value; NaN where numbers should be and are none. Where the right values are not finite, as with weights that are
     * not, nothing can be compared, and the error is 0.
     */
    static double error(Tensor computed, Tensor expected) {
        Tensor right = expected.detach().to(ScalarType.Double);
        double largest = right.abs().max().item_double();
        if (!Double.isFinite(largest)) {
            return 0;
        }
        double difference =
                computed.detach().to(ScalarType.Double).sub(right).abs().max().item_double();
        return difference == 0 ? 0 : difference / Math.max(largest, Double.MIN_NORMAL);
    }
}
