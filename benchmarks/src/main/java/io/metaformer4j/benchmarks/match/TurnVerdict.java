package io.metaformer4j.benchmarks.match;

import io.metaformer4j.evaluation.speed.CoreReading;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a turn counts, from what the cores were like just before and just after it.
 *
 * @param lost the part of the cores' time that went to somebody else
 * @param speed lowest speed of the cores, as a part of their best before anything was measured
 */
public record TurnVerdict(double lost, double speed) {

    /** A part of the time of the cores above which others count as busy. */
    private static final double MOST_LOST = 0.02;

    /** A part of the best speed below which somebody shares the cores, or their clock was lowered. */
    private static final double LEAST_SPEED = 0.9;

    private static final double PERCENT = 100;

    /**
     * Judges looks at the cores.
     *
     * @param best what the cores were like at their best
     * @param looks those around the turn, at least one
     * @return the verdict
     */
    static TurnVerdict of(CoreReading best, List<CoreReading> looks) {
        double spun = looks.stream().mapToDouble(CoreReading::spun).sum();
        double lost = looks.stream().mapToDouble(CoreReading::lost).sum();
        double slowest = looks.stream().mapToDouble(CoreReading::piece).max().orElseThrow();
        return new TurnVerdict(lost / spun, best.piece() / slowest);
    }

    /**
     * Whether nobody else took much of the cores' time, and they had their full speed.
     *
     * @return false if the turn should not be concluded from
     */
    public boolean counts() {
        return reason().isEmpty();
    }

    /**
     * Why the turn does not count.
     *
     * @return a few words; empty if it counts
     */
    public Optional<String> reason() {
        if (lost > MOST_LOST) {
            return Optional.of(String.format(Locale.ROOT, "other work had %.1f %% of the cores", lost * PERCENT));
        }
        return speed < LEAST_SPEED
                ? Optional.of(
                        String.format(Locale.ROOT, "a fixed loop ran at %.0f %% of its best speed", speed * PERCENT))
                : Optional.empty();
    }
}
