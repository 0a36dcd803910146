package io.metaformer4j.benchmarks;

import java.nio.FloatBuffer;

/**
 * Adds up floats as fast as memory allows: block by block in the first cache, and lane by lane, which the compiler vectorises.
 * Not thread-safe.
 */
final class FloatSum {

    private static final int BLOCK = 2048;

    private final float[] block = new float[BLOCK];
    private final float[] lanes = new float[BLOCK];

    /** Adds everything that remains in a buffer. */
    void add(FloatBuffer values) {
        while (values.hasRemaining()) {
            int count = Math.min(BLOCK, values.remaining());
            values.get(block, 0, count);
            add(block, lanes, count);
        }
    }

    private static void add(float[] values, float[] lanes, int count) {
        for (int i = 0; i < count; i++) {
            lanes[i] += values[i];
        }
    }

    double total() {
        double total = 0;
        for (float lane : lanes) {
            total += lane;
        }
        return total;
    }
}
