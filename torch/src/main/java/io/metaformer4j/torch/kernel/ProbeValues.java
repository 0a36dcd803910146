package io.metaformer4j.torch.kernel;

import io.metaformer4j.torch.natives.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Numbers to try kernels with, and how far results are apart. */
public final class ProbeValues {

    /** A prime, so that no row of any width repeats another. */
    private static final int DIFFERENT = 4099;

    private static final float[] VALUES = generated();

    private static final float[] LARGE = awayFromZero(VALUES);

    private ProbeValues() {}

    /** A linear congruential generator: the interpreter of a Java that has just started runs through it in no time. */
    private static float[] generated() {
        float[] values = new float[DIFFERENT];
        int state = 20261125;
        for (int i = 0; i < values.length; i++) {
            state = state * 1664525 + 1013904223;
            values[i] = ((state >> 16) + 0.5f) / 32768;
        }
        return values;
    }

    private static float[] awayFromZero(float[] values) {
        float[] large = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            large[i] = Math.copySign(0.5f + Math.abs(values[i]) / 2, values[i]);
        }
        return large;
    }

    /** Float32 values between -1 and 1, the same for the same shape. */
    static Tensor between(long... shape) {
        return tensor(VALUES, shape);
    }

    /** Float32 values of magnitude 0.5 to 1, so that nothing they are multiplied with goes unnoticed. */
    static Tensor awayFromZero(long... shape) {
        return tensor(LARGE, shape);
    }

    /** The values in turn, as often as it takes; other numbers of elements begin with others. */
    private static Tensor tensor(float[] values, long... shape) {
        long elements = 1;
        for (long side : shape) {
            elements = Math.multiplyExact(elements, side);
        }
        long first = elements % DIFFERENT;
        long times = (first + elements + DIFFERENT - 1) / DIFFERENT;
        Tensor all = Tensors.of(values, DIFFERENT);
        return (times == 1 ? all : all.repeat(times))
                .narrow(0, first, elements)
                .clone()
                .view(shape);
    }

    /**
     * The largest difference over the largest right value; NaN where numbers should be and are none. Where the right values
     * are not finite, as with weights that are not, nothing can be compared, and the error is 0.
     */
    public static double error(Tensor computed, Tensor expected) {
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
