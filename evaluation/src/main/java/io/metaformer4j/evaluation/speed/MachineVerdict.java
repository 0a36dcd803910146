package io.metaformer4j.evaluation.speed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a machine was fit to be measured.
 *
 * @param state the verdict
 * @param reason what it is founded on, a sentence without a full stop
 */
public record MachineVerdict(State state, String reason) {

    /** What a machine was like. */
    public enum State {
        /** Nobody else took much time, and the cores kept their speed. */
        STEADY,
        /** Something else ran on the cores, so that times are too long. */
        BUSY,
        /** The cores became slower meanwhile, so that times are too long. */
        THROTTLED
    }

    /** Share of the time of the cores above which others count as busy. */
    private static final double MOST_LOST = 0.02;

    /** Share of the speed before below which a machine counts as throttled. */
    private static final double LEAST_SPEED = 0.9;

    private static final double PERCENT = 100;

    /**
     * Judges readings of one machine. It is busy if others had more than 2 % of the cores while nothing was measured, and
     * throttled if the usual piece of work took so much longer after the first reading that its speed fell below 90 %.
     *
     * @param before what the cores were like before anything was measured
     * @param later what they were like in between and afterwards, at least one reading
     * @return the verdict; a busy machine is not said to be throttled, since neighbours slow a core down, too
     */
    public static MachineVerdict of(CoreReading before, List<CoreReading> later) {
        List<CoreReading> all = new ArrayList<>(later);
        all.add(before);
        double spun = all.stream().mapToDouble(CoreReading::spun).sum();
        double lost = all.stream().mapToDouble(CoreReading::lost).sum() / spun;
        double longest = all.stream().mapToDouble(CoreReading::longest).max().orElse(0);
        double speed = before.piece()
                / new Latencies(later.stream().map(CoreReading::piece).toList()).median();
        String others = String.format(
                Locale.ROOT,
                "other work had %.1f %% of the cores while nothing was measured, up to %.1f ms at a time",
                lost * PERCENT,
                longest * 1000);
        String clock = String.format(
                Locale.ROOT, "a fixed loop ran at %.0f %% of its speed before the measurement", speed * PERCENT);
        if (lost > MOST_LOST) {
            return new MachineVerdict(State.BUSY, others + "; " + clock);
        }
        if (speed < LEAST_SPEED) {
            return new MachineVerdict(
                    State.THROTTLED, clock + ": the clock was lowered, or somebody shares the cores; " + others);
        }
        return new MachineVerdict(State.STEADY, others + "; " + clock);
    }

    /**
     * The verdict in one word.
     *
     * @return {@code steady}, {@code busy} or {@code throttled}
     */
    public String word() {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
