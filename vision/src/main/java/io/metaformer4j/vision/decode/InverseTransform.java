package io.metaformer4j.vision.decode;

/**
 * The inverse discrete cosine transform of libjpeg, bit for bit ({@code jidctint.c}, the accurate integer method), for
 * many blocks at once.
 *
 * <p>Implementation overview: a block has 64 places; the values of all blocks at one place form a line, with one lane per
 * block. libjpeg transforms columns, rounds to two fractional bits, transforms rows, and rounds to integers. Between the
 * roundings both passes are exact linear maps with weights of 13 fractional bits, so each is computed as weighted sums
 * of lines, in loops that the JVM's compiler vectorises: one index for all arrays, few operations per step, sign masks in
 * place of comparisons.
 */
final class InverseTransform {

    /** Side of a block. */
    static final int SIDE = 8;

    /** Places of a block. */
    static final int PLACES = SIDE * SIDE;

    private static final int HALF = SIDE / 2;
    private static final int FIRST_SHIFT = 13 - 2;
    private static final int FIRST_BIAS = 1 << (FIRST_SHIFT - 1);
    private static final int SECOND_SHIFT = 13 + 2 + 3;
    /** Half a unit for rounding, and the 128 by which values are shifted to be unsigned. */
    private static final int SECOND_BIAS = (1 << (SECOND_SHIFT - 1)) + (128 << SECOND_SHIFT);

    /** Weights of the inputs 0, 2, 4, 6 in the sum that outputs y and 7 - y share, for y from 0 to 3. */
    private static final int[][] EVEN = {
        {8192, 10703, 8192, 4433}, {8192, 4433, -8192, -10704}, {8192, -4433, -8192, 10704}, {8192, -10703, 8192, -4433}
    };

    /** Weights of the inputs 1, 3, 5, 7 in the sum by which outputs y and 7 - y differ, for y from 0 to 3. */
    private static final int[][] ODD = {
        {11363, 9633, 6437, 2260}, {9633, -2259, -11362, -6436}, {6437, -11362, 2261, 9633}, {2260, -6436, 9633, -11363}
    };

    private int[][] sums = new int[0][];

    InverseTransform() {}

    /**
     * Turns coefficients into samples of 0 to 255, in place.
     *
     * @param places one line per place of a block, in natural order: dequantised coefficients
     * @param lanes how many blocks
     */
    void apply(int[][] places, int lanes) {
        if (sums.length == 0 || sums[0].length < lanes) {
            sums = new int[SIDE][lanes];
        }
        for (int x = 0; x < SIDE; x++) {
            weigh(places, x, SIDE, lanes);
            for (int y = 0; y < HALF; y++) {
                add(sums[y], sums[HALF + y], places[y * SIDE + x], lanes);
                subtract(sums[y], sums[HALF + y], places[(SIDE - 1 - y) * SIDE + x], lanes);
            }
        }
        for (int y = 0; y < SIDE; y++) {
            weigh(places, y * SIDE, 1, lanes);
            for (int x = 0; x < HALF; x++) {
                addAndClip(sums[x], sums[HALF + x], places[y * SIDE + x], lanes);
                subtractAndClip(sums[x], sums[HALF + x], places[y * SIDE + SIDE - 1 - x], lanes);
            }
        }
    }

    /** Computes the even and odd sums of eight lines. */
    private void weigh(int[][] lines, int first, int step, int lanes) {
        int[] in0 = lines[first];
        int[] in1 = lines[first + step];
        int[] in2 = lines[first + 2 * step];
        int[] in3 = lines[first + 3 * step];
        int[] in4 = lines[first + 4 * step];
        int[] in5 = lines[first + 5 * step];
        int[] in6 = lines[first + 6 * step];
        int[] in7 = lines[first + 7 * step];
        for (int i = 0; i < HALF; i++) {
            weigh(in0, in2, in4, in6, EVEN[i], sums[i], lanes);
            weigh(in1, in3, in5, in7, ODD[i], sums[HALF + i], lanes);
        }
    }

    private static void weigh(int[] a, int[] b, int[] c, int[] d, int[] weights, int[] sum, int lanes) {
        int wa = weights[0];
        int wb = weights[1];
        int wc = weights[2];
        int wd = weights[3];
        for (int i = 0; i < lanes; i++) {
            sum[i] = a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private static void add(int[] a, int[] b, int[] sum, int lanes) {
        for (int i = 0; i < lanes; i++) {
            sum[i] = (a[i] + b[i] + FIRST_BIAS) >> FIRST_SHIFT;
        }
    }

    private static void subtract(int[] a, int[] b, int[] difference, int lanes) {
        for (int i = 0; i < lanes; i++) {
            difference[i] = (a[i] - b[i] + FIRST_BIAS) >> FIRST_SHIFT;
        }
    }

    private static void addAndClip(int[] a, int[] b, int[] sum, int lanes) {
        for (int i = 0; i < lanes; i++) {
            int value = (a[i] + b[i] + SECOND_BIAS) >> SECOND_SHIFT;
            int room = 255 - (value & ~(value >> 31));
            sum[i] = 255 - (room & ~(room >> 31));
        }
    }

    private static void subtractAndClip(int[] a, int[] b, int[] difference, int lanes) {
        for (int i = 0; i < lanes; i++) {
            int value = (a[i] - b[i] + SECOND_BIAS) >> SECOND_SHIFT;
            int room = 255 - (value & ~(value >> 31));
            difference[i] = 255 - (room & ~(room >> 31));
        }
    }
}
