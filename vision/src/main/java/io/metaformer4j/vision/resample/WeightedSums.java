package io.metaformer4j.vision.resample;

/**
 * Sums of lines of values, each line with its weight: the arithmetic of both passes.
 *
 * <p>Implementation overview: the loops run over the values of the lines, with one index for all arrays and few
 * operations per step, because that is the form that the JVM's compiler turns into vector instructions (Java 17; loops
 * over more than five arrays or with {@code Math.min} stay scalar and take ten times as long).
 */
final class WeightedSums {

    private static final int HALF = 1 << (AxisWeights.PRECISION_BITS - 1);

    private WeightedSums() {}

    /**
     * Sums lines and rounds and clips the result to bytes.
     *
     * @param lines the lines
     * @param first index of the first line
     * @param step distance from one line to the next
     * @param weights the weights
     * @param at index of the first weight
     * @param count number of lines
     * @param sum where the result goes, 0 to 255 in each place
     * @param length number of values per line
     */
    static void sum(int[][] lines, int first, int step, int[] weights, int at, int count, int[] sum, int length) {
        int k = 0;
        int line = first;
        for (; k + 4 <= count; k += 4, line += 4 * step) {
            int[] a = lines[line];
            int[] b = lines[line + step];
            int[] c = lines[line + 2 * step];
            int[] d = lines[line + 3 * step];
            if (k == 0) {
                set(a, b, c, d, weights[at], weights[at + 1], weights[at + 2], weights[at + 3], sum, length);
            } else {
                add(
                        a,
                        b,
                        c,
                        d,
                        weights[at + k],
                        weights[at + k + 1],
                        weights[at + k + 2],
                        weights[at + k + 3],
                        sum,
                        length);
            }
        }
        if (k == 0) {
            set(lines[line], weights[at], sum, length);
            k++;
            line += step;
        }
        for (; k + 2 <= count; k += 2, line += 2 * step) {
            add(lines[line], lines[line + step], weights[at + k], weights[at + k + 1], sum, length);
        }
        if (k < count) {
            add(lines[line], weights[at + k], sum, length);
        }
        clip(sum, length);
    }

    private static void set(int[] a, int weight, int[] sum, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] = HALF + a[i] * weight;
        }
    }

    private static void set(int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int[] sum, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] = HALF + a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private static void add(int[] a, int weight, int[] sum, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += a[i] * weight;
        }
    }

    private static void add(int[] a, int[] b, int wa, int wb, int[] sum, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += a[i] * wa + b[i] * wb;
        }
    }

    private static void add(int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int[] sum, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    /** Drops the fraction and clips to 0..255, with sign masks in place of comparisons. */
    private static void clip(int[] sum, int length) {
        for (int i = 0; i < length; i++) {
            int value = sum[i] >> AxisWeights.PRECISION_BITS;
            int headroom = 255 - (value & ~(value >> 31));
            sum[i] = 255 - (headroom & ~(headroom >> 31));
        }
    }
}
