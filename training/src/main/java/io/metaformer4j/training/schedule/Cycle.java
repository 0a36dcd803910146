package io.metaformer4j.training.schedule;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * A time within a train of cycles, each longer than the last by a factor.
 *
 * @param index number of the cycle from 0
 * @param time time since the cycle began
 * @param length length of the cycle
 */
record Cycle(int index, double time, double length) {

    /** More than anybody trains, and few enough to be added to. */
    private static final int MOST_EPOCHS = 1_000_000_000;

    /** A sum that should be whole may come out a little below. */
    private static final double ROUNDING = 1e-6;

    static Cycle at(double time, double first, double growth) {
        if (growth == 1) {
            int index = (int) Math.floor(time / first);
            return new Cycle(index, time - first * index, first);
        }
        double left = 1 - time / first * (1 - growth);
        if (!(left > 0)) {
            return new Cycle(Integer.MAX_VALUE, 0, first); // cycles that shrink come to an end, however many there are
        }
        int index = (int) Math.floor(Math.log(left) / Math.log(growth));
        double start = (1 - Math.pow(growth, index)) / (1 - growth) * first;
        return new Cycle(index, time - start, Math.pow(growth, index) * first);
    }

    /** Whole epochs of a number of cycles. */
    static int total(int first, int cycles, double growth) {
        double times = growth == 1 ? cycles : (Math.pow(growth, cycles) - 1) / (growth - 1);
        double epochs = Math.floor(first * times + ROUNDING);
        if (!(epochs <= MOST_EPOCHS)) {
            throw new MetaFormerException("the " + cycles + " cycles of the schedule, the first of " + first
                    + " epochs, would never end; use fewer of them, or let them grow less");
        }
        return (int) epochs;
    }
}
