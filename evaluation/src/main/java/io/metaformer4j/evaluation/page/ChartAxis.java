package io.metaformer4j.evaluation.page;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis of a chart: its range, and the round values in it that are written beside it.
 *
 * @param low lowest value
 * @param high highest value, above the lowest
 * @param step from one round value to the next
 * @param percent whether values are shares of 1 that are written in percent
 */
record ChartAxis(double low, double high, double step, boolean percent) {

    private static final int VALUE_TICKS = 5;
    private static final int COUNT_TICKS = 5;

    /** Room beside a single number, too small for the next one. */
    private static final double HALF = 0.5;

    /** Share of the range that stays free above and below the values. */
    private static final double MARGIN = 0.08;

    /** Margin around values that are all the same: a share of them, or so much of 1 if they are percentages. */
    private static final double FLAT_MARGIN = 0.1;

    /** A tick at the lowest value is left out where the next one is nearer than this share of a step. */
    private static final double NEAR = 0.6;

    /** What computing with decimal steps in binary may be wrong by, in steps. */
    private static final double ROUNDING = 1e-9;

    /** Values between these are written without an exponent. */
    private static final double PLAIN_LOW = 0.01;

    private static final double PLAIN_HIGH = 1e5;

    /** An axis of measured values. */
    static ChartAxis ofValues(double min, double max, boolean percent) {
        double flat = percent || max == 0 ? FLAT_MARGIN : Math.abs(max) * FLAT_MARGIN;
        double margin = max > min ? (max - min) * MARGIN : flat;
        double low = min >= 0 ? Math.max(0, min - margin) : min - margin;
        double high = percent && max <= 1 ? Math.min(1, max + margin) : max + margin;
        return new ChartAxis(low, high, round((high - low) / VALUE_TICKS), percent);
    }

    /** An axis of whole numbers, such as epochs. */
    static ChartAxis ofCounts(double min, double max) {
        double room = max > min ? 0 : HALF;
        return new ChartAxis(min - room, max + room, Math.max(1, round((max - min) / COUNT_TICKS)), false);
    }

    /** The round number, 1, 2 or 5 times a power of ten, that is nearest above; 0 for 0. */
    private static double round(double least) {
        if (least <= 0) {
            return 0;
        }
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least * (1 - ROUNDING)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** The round values. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long last = (long) Math.floor(high / step + ROUNDING);
        for (long i = (long) Math.ceil(low / step - ROUNDING); i <= last; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** The round values, and the lowest one if there is room for it. */
    List<Double> ticksFromLowest() {
        List<Double> ticks = ticks();
        if (ticks.isEmpty() || ticks.get(0) - low > NEAR * step) {
            ticks.add(0, low);
        }
        return ticks;
    }

    /** Where a value lies: 0 at the lowest, 1 at the highest. */
    double position(double value) {
        return (value - low) / (high - low);
    }

    /** A round value as text, with as many decimals as tell one from the next. */
    String label(double value) {
        if (percent) {
            return Html.format("%." + decimals(100 * step) + "f %%", 100 * value);
        }
        double largest = Math.max(Math.abs(low), Math.abs(high));
        if (largest >= PLAIN_LOW && largest < PLAIN_HIGH) {
            return Html.format("%." + decimals(step) + "f", value);
        }
        if (value == 0) {
            return "0";
        }
        int exponent = (int) Math.floor(Math.log10(largest));
        double unit = Math.pow(10, exponent);
        return Html.format("%." + decimals(step / unit) + "fe%d", value / unit, exponent);
    }

    private static int decimals(double step) {
        return (int) Math.max(0, -Math.floor(Math.log10(step) + ROUNDING));
    }
}
