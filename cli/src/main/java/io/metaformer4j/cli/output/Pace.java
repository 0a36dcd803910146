package io.metaformer4j.cli.output;

import java.util.Locale;
import java.util.function.LongSupplier;

/** How fast steps are made, from the first one that is told on, and how long the rest takes at that speed. */
final class Pace {

    private static final double NANOS = 1e9;
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;

    private final LongSupplier nanos;
    private long first = -1;
    private long start;

    /** A pace by a clock that counts nanoseconds from anywhere. */
    Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Notes that a number of steps is done; the first one is where measuring begins. */
    void at(long done) {
        if (first < 0) {
            first = done;
            start = nanos.getAsLong();
        }
    }

    /**
     * The pace in words.
     *
     * @param done steps done so far
     * @param total all steps
     * @param unit what a step is called, with a leading blank
     * @return for instance {@code 850 images/s, 0:12 left}; empty before the second step
     */
    String shown(long done, long total, String unit) {
        double seconds = (nanos.getAsLong() - start) / NANOS;
        if (first < 0 || done <= first || seconds <= 0) {
            return "";
        }
        double speed = (done - first) / seconds;
        long left = Math.round(Math.max(0, total - done) / speed);
        return speed(speed) + unit + "/s, " + clock(left) + " left";
    }

    /** A speed with two digits or more. */
    static String speed(double speed) {
        return String.format(Locale.ROOT, speed < 10 ? "%.1f" : "%.0f", speed);
    }

    private static String clock(long seconds) {
        return seconds < HOUR
                ? String.format(Locale.ROOT, "%d:%02d", seconds / MINUTE, seconds % MINUTE)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / HOUR, seconds % HOUR / MINUTE, seconds % MINUTE);
    }
}
