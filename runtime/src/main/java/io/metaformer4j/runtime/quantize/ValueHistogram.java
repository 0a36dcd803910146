package io.metaformer4j.runtime.quantize;

import io.metaformer4j.engine.quantize.RangeMethod;
import java.util.Arrays;

/**
 * Counts of values in bins of one width about zero. The bins reach to a power of two, and two become one whenever a value lies outside,
 * so that the counts do not depend on the order of the values.
 */
final class ValueHistogram {

    /** Bins on either side of zero. */
    private static final int SIDE = 4096;

    /** Part of the values that may lie outside at either end. */
    private static final double OUTSIDE = 1e-4;

    /** Ranges that are tried, the widest first. */
    private static final int TRIED = 80;

    /** By how much each is narrower than the widest one. */
    private static final double NARROWING = 0.01;

    private final long[] counts = new long[2 * SIDE];
    private double reach = 0x1p-20;
    private float smallest = Float.POSITIVE_INFINITY;
    private float largest = Float.NEGATIVE_INFINITY;
    private long total;

    /** Counts finite values. */
    void add(float[] values, int length) {
        for (int i = 0; i < length; i++) {
            float value = values[i];
            if (Math.abs(value) <= Float.MAX_VALUE) {
                while (Math.abs(value) >= reach) {
                    widen();
                }
                counts[(int) (value / reach * SIDE + SIDE)]++;
                total++;
                smallest = Math.min(smallest, value);
                largest = Math.max(largest, value);
            }
        }
    }

    private void widen() {
        long[] old = counts.clone();
        Arrays.fill(counts, 0);
        for (int i = 0; i < old.length; i++) {
            counts[SIDE / 2 + i / 2] += old[i];
        }
        reach *= 2;
    }

    private double centre(int bin) {
        return (bin - SIDE + 0.5) * reach / SIDE;
    }

    /** How many values were counted. */
    long total() {
        return total;
    }

    InputRange range(RangeMethod method) {
        if (total == 0) {
            return InputRange.between(0, 0);
        }
        return switch (method) {
            case MINMAX -> InputRange.between(smallest, largest);
            case PERCENTILE -> InputRange.between(quantile(OUTSIDE), quantile(1 - OUTSIDE));
            case MSE -> leastSquares();
        };
    }

    private double quantile(double part) {
        double wanted = part * total;
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            if (below >= wanted) {
                return Math.max(smallest, Math.min(largest, centre(i)));
            }
        }
        return largest;
    }

    private InputRange leastSquares() {
        InputRange best = InputRange.between(smallest, largest);
        double least = squares(best);
        for (int i = 1; i < TRIED; i++) {
            double part = 1 - i * NARROWING;
            InputRange range = InputRange.between(smallest * part, largest * part);
            double sum = squares(range);
            if (sum < least) {
                least = sum;
                best = range;
            }
        }
        return best;
    }

    private double squares(InputRange range) {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                double difference = range.restored(centre(i)) - centre(i);
                sum += counts[i] * difference * difference;
            }
        }
        return sum;
    }
}
