package io.metaformer4j.vision.corruption.field;

import java.util.Arrays;

/**
 * A filter with the weights of a square grid that is symmetric to its middle row and the same in long stretches of its rows, as
 * that of a disk is. It gives what OpenCV's {@code filter2D} gives, with {@link BorderMode#MIRROR}: rows at equal distances
 * are added first, stretches are running sums, and only the weights around them are taken one by one. Immutable.
 */
public final class DiskFilter {

    /** Weights that differ less are one stretch; the sum of all of them is about 1. */
    private static final double SAME = 1e-9;

    private final int half;

    /** The rows from the middle down. */
    private final KernelRow[] rows;

    private DiskFilter(int half, KernelRow[] rows) {
        this.half = half;
        this.rows = rows;
    }

    /** A row of weights: the stretch around its middle, and what stands outside of it. */
    private static final class KernelRow {
        private final double[] weights;
        private final int from;
        private final int to;
        private final double weight;

        KernelRow(double[] row) {
            int middle = row.length / 2;
            int first = middle;
            while (first > 0 && Math.abs(row[first - 1] - row[middle]) < SAME) {
                first--;
            }
            int end = middle + 1;
            while (end < row.length && Math.abs(row[end] - row[middle]) < SAME) {
                end++;
            }
            this.weights = row.clone();
            this.from = first;
            this.to = end;
            this.weight = row[middle];
            Arrays.fill(weights, first, end, 0);
        }
    }

    /**
     * The filter of a grid.
     *
     * @param weights {@code [side, side]} with an odd side, the same from top to bottom as from bottom to top
     * @return the filter
     */
    public static DiskFilter of(double[][] weights) {
        int half = weights.length / 2;
        KernelRow[] rows = new KernelRow[half + 1];
        for (int i = 0; i <= half; i++) {
            rows[i] = new KernelRow(weights[half + i]);
        }
        return new DiskFilter(half, rows);
    }

    /**
     * Filters.
     *
     * @param source rows {@code [H, W, C]}; each is read once, from top to bottom
     * @param shape their size
     * @param target takes as many rows; what it writes must not change the source
     */
    public void filter(RowSource source, RowShape shape, RowTarget target) {
        RowWindow window = new RowWindow(source, shape, BorderMode.MIRROR, half, 2 * half + 1);
        int channels = shape.channels();
        double[] both = new double[shape.values() + 2 * half * channels];
        double[] shifted = new double[shape.values()];
        double[] sums = new double[shape.values()];
        for (int y = 0; y < shape.height(); y++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i <= half; i++) {
                add(window.row(y - i), window.row(y + i), i == 0 ? 0 : 1, both);
                addStretch(both, rows[i], channels, sums);
                addSingles(both, rows[i].weights, shifted, channels, sums);
            }
            target.accept(y, sums);
        }
    }

    private static void add(double[] one, double[] other, double share, double[] both) {
        for (int i = 0; i < both.length; i++) {
            both[i] = one[i] + share * other[i];
        }
    }

    /** Running sums, begun anew in each row, so that rounding does not grow from row to row. */
    private static void addStretch(double[] values, KernelRow row, int channels, double[] sums) {
        if (row.weight == 0) {
            return;
        }
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int place = row.from; place < row.to; place++) {
                sum += values[place * channels + c];
            }
            int enters = row.to * channels;
            int leaves = row.from * channels;
            for (int i = c; i < sums.length; i += channels) {
                sums[i] += row.weight * sum;
                if (enters + i < values.length) {
                    sum += values[enters + i] - values[leaves + i];
                }
            }
        }
    }

    private static void addSingles(double[] values, double[] weights, double[] shifted, int channels, double[] sums) {
        for (int place = 0; place < weights.length; place++) {
            if (weights[place] != 0) {
                System.arraycopy(values, place * channels, shifted, 0, shifted.length);
                addScaled(shifted, weights[place], sums);
            }
        }
    }

    /** Both arrays have one index: the compiler makes vector instructions of such loops only, and copies cost less. */
    private static void addScaled(double[] from, double weight, double[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * from[i];
        }
    }
}
