package io.metaformer4j.benchmarks.match;

import java.util.List;
import java.util.Locale;

/**
 * Which turns of a match were disturbed.
 *
 * @param verdicts what the cores were like around each turn
 * @param rounds rounds that were played
 * @param needed rounds in which both turns have to count for a ratio of two contestants
 */
public record Disturbances(List<TurnVerdict> verdicts, int rounds, int needed) {

    private static final double PERCENT = 100;

    /** Copies the list. */
    public Disturbances {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * Why turns do not count.
     *
     * @return a few words for each of them
     */
    public List<String> reasons() {
        return verdicts.stream().flatMap(verdict -> verdict.reason().stream()).toList();
    }

    /** A sentence without a full stop. */
    @Override
    public String toString() {
        String counted = String.format(
                Locale.ROOT,
                "%d of %d turns were disturbed and do not count",
                reasons().size(),
                verdicts.size());
        if (reasons().isEmpty()) {
            return counted;
        }
        double lost = verdicts.stream().mapToDouble(TurnVerdict::lost).max().orElseThrow();
        double speed = verdicts.stream().mapToDouble(TurnVerdict::speed).min().orElseThrow();
        return counted
                + String.format(
                        Locale.ROOT,
                        ": before or after them others had up to %.1f %% of the cores, or a fixed loop ran at no more than %.0f %% of"
                                + " its best speed",
                        lost * PERCENT,
                        speed * PERCENT);
    }
}
