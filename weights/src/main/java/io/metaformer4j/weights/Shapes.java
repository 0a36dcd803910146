package io.metaformer4j.weights;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;

/** Exact arithmetic on tensor shapes. */
public final class Shapes {

    private Shapes() {}

    /** Number of elements; throws {@link ArithmeticException} on overflow or a negative dimension. */
    public static long elementCount(long[] shape) {
        boolean empty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new ArithmeticException("negative dimension in shape " + Arrays.toString(shape));
            }
            empty |= size == 0;
        }
        if (empty) {
            return 0;
        }
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /** Strides in elements of a row-major tensor. */
    public static long[] rowMajorStrides(long[] shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = step;
            step = Math.multiplyExact(step, Math.max(1, shape[d]));
        }
        return strides;
    }

    /** Whether the strides describe row-major order without gaps; strides of dimensions of size 1 do not matter. */
    public static boolean isRowMajor(long[] shape, long[] strides) {
        long expected = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            if (shape[d] != 1) {
                if (strides[d] != expected) {
                    return false;
                }
                expected *= shape[d];
            }
        }
        return true;
    }

    /**
     * Elements from the first to the last one reached, both included; throws {@link ArithmeticException} on overflow.
     */
    public static long extent(long[] shape, long[] strides) {
        if (elementCount(shape) == 0) {
            return 0;
        }
        long last = 0;
        for (int d = 0; d < shape.length; d++) {
            last = Math.addExact(last, Math.multiplyExact(shape[d] - 1, strides[d]));
        }
        return Math.addExact(last, 1);
    }

    /** The number of elements, or one sentence about a shape that cannot be. */
    static long checkedCount(long[] shape) {
        try {
            return elementCount(shape);
        } catch (ArithmeticException e) {
            throw new MetaFormerException("shape " + Arrays.toString(shape) + " is impossible: " + e.getMessage(), e);
        }
    }
}
