package io.metaformer4j.vision.decode.jpeg.baseline;

/**
 * The inverse discrete cosine transform of libjpeg-turbo, bit for bit (the accurate integer method of {@code jidctint.c}
 * as its vector code for x86 computes it), for many blocks at once.
 *
 * <p>Implementation overview: a block has 64 places; the values of all blocks at one place form a line, with one entry per
 * block. libjpeg transforms columns, rounds to two fractional bits, transforms rows, and rounds to integers, with weights
 * of 13 fractional bits. Here each step is a loop over lines that the JVM's compiler vectorises: one index for all arrays,
 * few operations per step, sign masks in place of comparisons.
 *
 * <p>libjpeg-turbo's vector code keeps coefficients and some of their sums in 16 bits, and so do the loops here: it makes a
 * difference only for values that no encoder writes, but broken files have them.
 */
final class InverseTransform {

    /** Side of a block. */
    static final int SIDE = 8;

    /** Places of a block. */
    static final int PLACES = SIDE * SIDE;

    private static final int HALF = SIDE / 2;
    /** Bits that sums of coefficients are shifted up and down to keep 16 of them, then to have 13 fractional bits. */
    private static final int SHORT_SHIFT = 16;

    private static final int FRACTION_SHIFT = SHORT_SHIFT - 13;
    private static final int FIRST_SHIFT = 13 - 2;
    private static final int FIRST_BIAS = 1 << (FIRST_SHIFT - 1);
    private static final int SECOND_SHIFT = 13 + 2 + 3;
    private static final int SECOND_BIAS = 1 << (SECOND_SHIFT - 1);
    private static final int CENTER = 128;

    /** Weights of the inputs 2 and 6 in the sum that outputs y and 7 - y share, for y from 0 to 3. */
    private static final int[][] EVEN = {{10703, 4433}, {4433, -10704}, {-4433, 10704}, {-10703, -4433}};

    /**
     * Weights in the sum by which outputs y and 7 - y differ, for y from 0 to 3: of the inputs 1 and 7 for y = 0 and 3, or
     * 3 and 5 for y = 1 and 2, then of the sums of inputs 3 + 7 and 1 + 5.
     */
    private static final int[][] ODD = {
        {4926, -7373, 9633, 6437}, {4177, -20995, -6436, 9633}, {-20995, -4176, 9633, 6437}, {-7373, -4927, -6436, 9633}
    };

    private int[][] sums = new int[0][];
    private int[] threeSeven = new int[0];
    private int[] oneFive = new int[0];

    InverseTransform() {}

    /**
     * Prepares the first row of a block that has coefficients in no other row. There libjpeg-turbo takes a short cut that
     * drops the bits above 14 of each coefficient, where it else would clip the column.
     *
     * @param places one line per place of a block
     * @param block which one
     * @param count how many coefficients of the row may be other than 0
     */
    static void wrapTopRow(int[][] places, int block, int count) {
        for (int x = 0; x < count; x++) {
            places[x][block] = places[x][block] << 18 >> 18;
        }
    }

    /**
     * Turns coefficients into samples of 0 to 255, in place.
     *
     * @param places one line per place of a block, in natural order: dequantised coefficients of 16 bits
     * @param blocks how many blocks
     */
    void apply(int[][] places, int blocks) {
        if (threeSeven.length < blocks) {
            sums = new int[SIDE][blocks];
            threeSeven = new int[blocks];
            oneFive = new int[blocks];
        }
        for (int x = 0; x < SIDE; x++) {
            weigh(places, x, SIDE, blocks);
            for (int y = 0; y < HALF; y++) {
                add(sums[y], sums[HALF + y], places[y * SIDE + x], blocks);
                subtract(sums[y], sums[HALF + y], places[(SIDE - 1 - y) * SIDE + x], blocks);
            }
        }
        for (int y = 0; y < SIDE; y++) {
            weigh(places, y * SIDE, 1, blocks);
            for (int x = 0; x < HALF; x++) {
                addToSample(sums[x], sums[HALF + x], places[y * SIDE + x], blocks);
                subtractToSample(sums[x], sums[HALF + x], places[y * SIDE + SIDE - 1 - x], blocks);
            }
        }
    }

    /** Computes the even and odd sums of eight lines. */
    private void weigh(int[][] lines, int first, int step, int blocks) {
        int[] in0 = lines[first];
        int[] in1 = lines[first + step];
        int[] in2 = lines[first + 2 * step];
        int[] in3 = lines[first + 3 * step];
        int[] in4 = lines[first + 4 * step];
        int[] in5 = lines[first + 5 * step];
        int[] in6 = lines[first + 6 * step];
        int[] in7 = lines[first + 7 * step];
        addShorts(in3, in7, threeSeven, blocks);
        addShorts(in1, in5, oneFive, blocks);
        evenOfSum(in0, in4, in2, in6, EVEN[0], sums[0], blocks);
        evenOfDifference(in0, in4, in2, in6, EVEN[1], sums[1], blocks);
        evenOfDifference(in0, in4, in2, in6, EVEN[2], sums[2], blocks);
        evenOfSum(in0, in4, in2, in6, EVEN[3], sums[3], blocks);
        odd(in1, in7, ODD[0], sums[HALF], blocks);
        odd(in3, in5, ODD[1], sums[HALF + 1], blocks);
        odd(in3, in5, ODD[2], sums[HALF + 2], blocks);
        odd(in1, in7, ODD[3], sums[HALF + 3], blocks);
    }

    private static void addShorts(int[] a, int[] b, int[] sum, int blocks) {
        for (int i = 0; i < blocks; i++) {
            sum[i] = (a[i] + b[i]) << SHORT_SHIFT >> SHORT_SHIFT;
        }
    }

    private static void evenOfSum(int[] in0, int[] in4, int[] in2, int[] in6, int[] weights, int[] sum, int blocks) {
        int w2 = weights[0];
        int w6 = weights[1];
        for (int i = 0; i < blocks; i++) {
            sum[i] = ((in0[i] + in4[i]) << SHORT_SHIFT >> FRACTION_SHIFT) + in2[i] * w2 + in6[i] * w6;
        }
    }

    private static void evenOfDifference(
            int[] in0, int[] in4, int[] in2, int[] in6, int[] weights, int[] sum, int blocks) {
        int w2 = weights[0];
        int w6 = weights[1];
        for (int i = 0; i < blocks; i++) {
            sum[i] = ((in0[i] - in4[i]) << SHORT_SHIFT >> FRACTION_SHIFT) + in2[i] * w2 + in6[i] * w6;
        }
    }

    private void odd(int[] a, int[] b, int[] weights, int[] sum, int blocks) {
        int[] c = threeSeven;
        int[] d = oneFive;
        int wa = weights[0];
        int wb = weights[1];
        int wc = weights[2];
        int wd = weights[3];
        for (int i = 0; i < blocks; i++) {
            sum[i] = a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private static void add(int[] a, int[] b, int[] sum, int blocks) {
        for (int i = 0; i < blocks; i++) {
            int headroom = Short.MAX_VALUE - ((a[i] + b[i] + FIRST_BIAS) >> FIRST_SHIFT);
            int value = 0xffff - (headroom & ~(headroom >> 31));
            sum[i] = (value & ~(value >> 31)) + Short.MIN_VALUE;
        }
    }

    private static void subtract(int[] a, int[] b, int[] difference, int blocks) {
        for (int i = 0; i < blocks; i++) {
            int headroom = Short.MAX_VALUE - ((a[i] - b[i] + FIRST_BIAS) >> FIRST_SHIFT);
            int value = 0xffff - (headroom & ~(headroom >> 31));
            difference[i] = (value & ~(value >> 31)) + Short.MIN_VALUE;
        }
    }

    private static void addToSample(int[] a, int[] b, int[] sum, int blocks) {
        for (int i = 0; i < blocks; i++) {
            int value = ((a[i] + b[i] + SECOND_BIAS) >> SECOND_SHIFT) + CENTER;
            int headroom = 255 - (value & ~(value >> 31));
            sum[i] = 255 - (headroom & ~(headroom >> 31));
        }
    }

    private static void subtractToSample(int[] a, int[] b, int[] difference, int blocks) {
        for (int i = 0; i < blocks; i++) {
            int value = ((a[i] - b[i] + SECOND_BIAS) >> SECOND_SHIFT) + CENTER;
            int headroom = 255 - (value & ~(value >> 31));
            difference[i] = 255 - (headroom & ~(headroom >> 31));
        }
    }
}
