package io.metaformer4j.runtime.kernel;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * Compares loops with the plain ones, bit for bit, on lengths with every kind of tail, with numbers of all sizes and with NaN.
 *
 * @param candidate the loops
 */
record KernelProbe(RowKernels candidate) {

    /** Below, at and beyond whole vectors, of every length that processors have. */
    private static final int[] LENGTHS = {1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 67, 127, 130, 195};

    /** Numbers behind the end, which must stay as they are. */
    private static final int BEHIND = 20;

    /** A loop on rows of numbers, the first of which it may change. */
    private interface Loop {
        void run(RowKernels kernels, float[][] rows, int n);
    }

    /** The first loop that gives other numbers than the plain one. */
    Optional<String> firstDifference() {
        if (differs((kernels, rows, n) -> rows[0][0] = kernels.sum(rows[1], n))) {
            return Optional.of("sums");
        }
        if (differs((kernels, rows, n) -> rows[0][0] = kernels.squares(rows[1], n, 0.3f))) {
            return Optional.of("squares");
        }
        if (differs((kernels, rows, n) -> kernels.add(rows[0], 2, rows[1], 1, n))) {
            return Optional.of("additions");
        }
        if (differs((kernels, rows, n) -> kernels.multiply(rows[0], rows[1], rows[2], n))) {
            return Optional.of("products");
        }
        if (differs((kernels, rows, n) -> kernels.addScaled(rows[0], rows[1], rows[2], rows[3], n))) {
            return Optional.of("scaled additions");
        }
        if (differs((kernels, rows, n) -> kernels.standardize(rows[0], rows[1], 0.3f, 1.7f, rows[2], rows[3], n))) {
            return Optional.of("norms");
        }
        if (differs(
                (kernels, rows, n) -> kernels.poolMix(rows[0], rows[1], rows[2], rows[3], rows[4], 1.7f, rows[5], n))) {
            return Optional.of("pooling");
        }
        if (differs((kernels, rows, n) ->
                kernels.addMagnitude(rows[0], rows[1], rows[2], absolute(rows[3]), rows[4], rows[5], n))) {
            return Optional.of("magnitudes");
        }
        if (differs((kernels, rows, n) -> kernels.sumRows(rows[0], 3, rows[1], rows[2], rows[3], n))) {
            return Optional.of("sums of rows");
        }
        if (differs((kernels, rows, n) ->
                kernels.poolMixColumns(rows[0], rows[1], rows[2], 5, rows[3], rows[4], 1.7f, rows[5], n))) {
            return Optional.of("pooling of columns");
        }
        return Optional.empty();
    }

    private static float[] absolute(float[] row) {
        float[] positive = row.clone();
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Math.abs(positive[i]);
        }
        return positive;
    }

    private boolean differs(Loop loop) {
        for (int n : LENGTHS) {
            for (boolean withNan : new boolean[] {false, true}) {
                float[][] expected = rows(n, withNan);
                float[][] actual = rows(n, withNan);
                loop.run(new PlainKernels(), expected, n);
                loop.run(candidate, actual, n);
                if (!Arrays.deepEquals(expected, actual)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static float[][] rows(int n, boolean withNan) {
        Random random = new Random(n);
        float[][] rows = new float[6][n + BEHIND];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5) - 2));
            }
        }
        if (withNan) {
            rows[1][n / 2] = Float.NaN;
        }
        return rows;
    }
}
