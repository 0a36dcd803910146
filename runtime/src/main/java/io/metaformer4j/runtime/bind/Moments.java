package io.metaformer4j.runtime.bind;

/**
 * Mean and variance of a whole map.
 *
 * @param mean the mean
 * @param variance divided by the number of values
 */
record Moments(double mean, double variance) {

    /**
     * Puts the statistics of rows together, in their order: number, mean and squared differences to it of each (Chan, Golub, LeVeque,
     * "Updating formulae and a pairwise algorithm for computing sample variances", 1979). Unlike the mean of the squares less the
     * square of the mean, this keeps its digits where the mean is far from zero.
     */
    static Moments of(double[] rows) {
        double count = 0;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < rows.length; i += 3) {
            double more = rows[i];
            double total = count + more;
            double difference = rows[i + 1] - mean;
            mean += difference * more / total;
            squares += rows[i + 2] + difference * difference * count * more / total;
            count = total;
        }
        return new Moments(mean, squares / count);
    }

    double inverseDeviation(double epsilon) {
        return 1 / Math.sqrt(variance + epsilon);
    }
}
