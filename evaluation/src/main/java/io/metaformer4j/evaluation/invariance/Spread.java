package io.metaformer4j.evaluation.invariance;

/**
 * A number over pictures.
 *
 * @param count pictures for which there was a number
 * @param mean their mean; NaN if there was none
 * @param deviation their standard deviation, of a sample; NaN of fewer than two
 */
public record Spread(long count, double mean, double deviation) {

    /** Takes the numbers one by one (Welford's method), in double precision. */
    static final class Meter {

        private long count;
        private double mean;
        private double squares;

        /** Adds a number; what is none, as where there was nothing to compare, does not count. */
        void add(double value) {
            if (Double.isFinite(value)) {
                count++;
                double before = value - mean;
                mean += before / count;
                squares += before * (value - mean);
            }
        }

        Spread result() {
            return new Spread(
                    count, count == 0 ? Double.NaN : mean, count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1)));
        }
    }
}
