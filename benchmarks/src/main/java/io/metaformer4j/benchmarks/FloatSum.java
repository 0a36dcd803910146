package io.metaformer4j.benchmarks;

import java.nio.FloatBuffer;

/** Adds up floats as fast as memory allows, in blocks that stay in the first cache, with independent chains of additions. */
final class FloatSum {

    private static final int BLOCK = 4096;

    private final float[] block = new float[BLOCK];
    private double total;

    /** Adds everything that remains in a buffer. */
    void add(FloatBuffer values) {
        while (values.remaining() >= BLOCK) {
            values.get(block);
            total += sumOfBlock();
        }
        while (values.hasRemaining()) {
            total += values.get();
        }
    }

    private double sumOfBlock() {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int i = 0; i < BLOCK; i += 4) {
            a += block[i];
            b += block[i + 1];
            c += block[i + 2];
            d += block[i + 3];
        }
        return (double) a + b + c + d;
    }

    double total() {
        return total;
    }
}
