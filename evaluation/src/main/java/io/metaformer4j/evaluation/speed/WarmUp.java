package io.metaformer4j.evaluation.speed;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Runs that do not count: until there were enough, for three seconds, and the median of the last five differs from that of the five before
 * by at most 5 %, or until the time is up. Small networks need the time: they have made all runs before Java begins to compile what
 * runs often once more, and would be measured while it does.
 *
 * @param runs how many runs there are at least, if the time suffices; 0 for no warm-up
 * @param seconds when it ends even if times have not settled
 */
public record WarmUp(int runs, double seconds) {

    /** Ten runs, as timm's benchmark makes, and ten seconds. */
    public static final WarmUp STANDARD = new WarmUp(10, 10);

    private static final int WINDOW = 5;
    private static final double SETTLED = 0.05;
    private static final double LEAST_SECONDS = 3;
    private static final double PERCENT = 100;
    private static final double NANOS = 1e9;

    /**
     * What a warm-up was like.
     *
     * @param runs how many runs there were
     * @param seconds how long it took
     * @param settled whether times had settled at its end
     */
    public record Course(int runs, double seconds, boolean settled) {}

    public WarmUp {
        if (runs < 0 || !(seconds > 0)) {
            throw new MetaFormerException("a warm-up of " + runs + " runs and at most " + seconds
                    + " seconds is none; use 0 runs or more, and a positive time");
        }
    }

    /** Runs until it is warm. */
    Course perform(Runnable run, LongSupplier nanos) {
        List<Double> times = new ArrayList<>();
        long start = nanos.getAsLong();
        double elapsed = 0;
        boolean settled = false;
        while (runs > 0 && elapsed < seconds && !(settled && times.size() >= runs && elapsed >= LEAST_SECONDS)) {
            times.add(time(run, nanos));
            settled = hasSettled(times);
            elapsed = (nanos.getAsLong() - start) / NANOS;
        }
        return new Course(times.size(), elapsed, settled);
    }

    /** How long one run takes, in seconds. */
    static double time(Runnable run, LongSupplier nanos) {
        long start = nanos.getAsLong();
        run.run();
        return (nanos.getAsLong() - start) / NANOS;
    }

    private static boolean hasSettled(List<Double> times) {
        int end = times.size();
        if (end < 2 * WINDOW) {
            return false;
        }
        double last = new Latencies(times.subList(end - WINDOW, end)).median();
        double before = new Latencies(times.subList(end - 2 * WINDOW, end - WINDOW)).median();
        return Math.abs(last - before) <= SETTLED * before;
    }

    /** The rule in words. */
    @Override
    public String toString() {
        String time = seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : String.valueOf(seconds);
        return runs == 0
                ? "no warm-up"
                : String.format(
                        Locale.ROOT,
                        "at least %d %s and %.0f seconds, until the median of %d differs from that of the %d before by"
                                + " at most %.0f %%, or %s seconds",
                        runs,
                        runs == 1 ? "run" : "runs",
                        LEAST_SECONDS,
                        WINDOW,
                        WINDOW,
                        SETTLED * PERCENT,
                        time);
    }
}
