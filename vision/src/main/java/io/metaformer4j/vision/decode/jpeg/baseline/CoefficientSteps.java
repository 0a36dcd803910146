package io.metaformer4j.vision.decode.jpeg.baseline;

/** The order in which the coefficients of a block come, and what each is multiplied by. */
final class CoefficientSteps {

    /** Natural position of each coefficient in zigzag order; as in libjpeg, 16 more catch runs beyond the end. */
    private static final int[] NATURAL = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63
    };

    private CoefficientSteps() {}

    /**
     * Joins what must be known of each coefficient.
     *
     * @param factors quantisation factors in zigzag order
     * @return in zigzag order, see {@link #place} and {@link #factor}
     */
    static int[] of(int[] factors) {
        int[] steps = new int[NATURAL.length];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = factors[Math.min(k, factors.length - 1)] << 16 | NATURAL[k];
        }
        return steps;
    }

    /** The place of a coefficient in natural order. */
    static int place(int step) {
        return step & 63;
    }

    /** Whether the places of some steps, joined by "or", all lie in the first row of the block. */
    static boolean isTopRow(int steps) {
        return place(steps) < InverseTransform.SIDE;
    }

    /** What a coefficient is multiplied by. */
    static int factor(int step) {
        return step >>> 16;
    }
}
