package io.metaformer4j.runtime.kernel;

/**
 * Mean and variance of a whole map.
 *
 * @param mean the mean
 * @param variance divided by the number of values
 */
public record Moments(double mean, double variance) {

    /** Numbers that are kept of a row. */
    private static final int EACH = 3;

    /**
     * Puts the statistics of rows together, in their order: number, mean and squared differences to it of each (Chan, Golub, LeVeque,
     * "Updating formulae and a pairwise algorithm for computing sample variances", 1979). Unlike the mean of the squares less the
     * square of the mean, this keeps its digits where the mean is far from zero.
     *
     * @param rows three numbers for each row
     * @return mean and variance of all rows
     */
    public static Moments of(double[] rows) {
        double count = 0;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < rows.length; i += EACH) {
            double more = rows[i];
            double total = count + more;
            double difference = rows[i + 1] - mean;
            mean += difference * more / total;
            squares += rows[i + 2] + difference * difference * count * more / total;
            count = total;
        }
        return new Moments(mean, squares / count);
    }

    /**
     * Notes the statistics of a row: their squares are taken about the mean of the row.
     *
     * @param statistics where those of all rows are
     * @param y which row
     * @param row its numbers
     * @param length how many they are
     * @param kernels loops for rows
     */
    public static void record(double[] statistics, int y, float[] row, int length, RowKernels kernels) {
        float mean = kernels.sum(row, length) / length;
        statistics[EACH * y] = length;
        statistics[EACH * y + 1] = mean;
        statistics[EACH * y + 2] = kernels.squares(row, length, mean);
    }

    /**
     * What a norm multiplies by.
     *
     * @param epsilon added to the variance
     * @return {@code 1 / sqrt(variance + epsilon)}
     */
    public double inverseDeviation(double epsilon) {
        return 1 / Math.sqrt(variance + epsilon);
    }
}
