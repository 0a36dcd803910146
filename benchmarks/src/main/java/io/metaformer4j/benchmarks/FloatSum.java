package io.metaformer4j.benchmarks;

import java.nio.FloatBuffer;

/** Adds up floats as fast as memory allows, in blocks that stay in the first cache, with independent chains of additions. */
final class FloatSum {

    private static final int BLOCK = 2048;

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
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        for (int i = 0; i < BLOCK; i += 8) {
            a += block[i];
            b += block[i + 1];
            c += block[i + 2];
            d += block[i + 3];
            e += block[i + 4];
            f += block[i + 5];
            g += block[i + 6];
            h += block[i + 7];
        }
        return (double) a + b + c + d + e + f + g + h;
    }

    double total() {
        return total;
    }
}
