package io.metaformer4j.weights.load;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import java.nio.IntBuffer;
import java.util.OptionalLong;

/** Looks for NaN and infinite values; written so that the compiler can test many float32 values at once. */
final class FiniteScan {

    private static final int CHUNK = 8192;
    private static final int MAGNITUDE = 0x7FFFFFFF;
    private static final int INFINITY = 0x7F800000;

    private FiniteScan() {}

    /** The row-major index of the first value that is not finite, or empty. */
    static OptionalLong find(WeightTensor tensor) {
        if (tensor.dtype() == DType.F32 && largestMagnitude(tensor.bytes().asIntBuffer()) < INFINITY) {
            return OptionalLong.empty();
        }
        return tensor.firstNonFinite();
    }

    /** Bits of the largest magnitude; those of infinity and NaN are above all others. */
    private static int largestMagnitude(IntBuffer bits) {
        int[] chunk = new int[Math.min(CHUNK, bits.remaining())];
        int largest = 0;
        while (bits.hasRemaining()) {
            int count = Math.min(chunk.length, bits.remaining());
            bits.get(chunk, 0, count);
            for (int i = 0; i < count; i++) {
                largest = Math.max(largest, chunk[i] & MAGNITUDE);
            }
        }
        return largest;
    }
}
