package io.metaformer4j.evaluation.speed;

import java.util.Arrays;

/**
 * What a loop that does the same small piece of work over and over has seen of the cores that it ran on. A piece that took much
 * longer than usual was interrupted: somebody else had the core.
 *
 * @param spun seconds that the loop ran, on all cores together
 * @param lost seconds of it that went to somebody else
 * @param longest seconds of the longest interruption
 * @param piece seconds that a piece usually takes, the median
 */
public record CoreReading(double spun, double lost, double longest, double piece) {

    /** Shorter interruptions are the system's own, such as the timer's. */
    private static final double INTERRUPTED_NANOS = 500_000;

    private static final double NANOS = 1e9;

    /**
     * Reads the times of pieces.
     *
     * @param pieces nanoseconds of each piece of work, at least one
     * @return what they say
     */
    public static CoreReading of(long... pieces) {
        if (pieces.length == 0) {
            throw new IllegalArgumentException("there are no pieces of work; measure at least one");
        }
        long[] sorted = pieces.clone();
        Arrays.sort(sorted);
        double usual = sorted[(sorted.length - 1) / 2];
        double lost = 0;
        double longest = 0;
        for (long piece : sorted) {
            double more = piece - usual;
            if (more >= INTERRUPTED_NANOS) {
                lost += more;
                longest = Math.max(longest, more);
            }
        }
        double spun = Arrays.stream(sorted).mapToDouble(piece -> piece).sum();
        return new CoreReading(spun / NANOS, lost / NANOS, longest / NANOS, usual / NANOS);
    }
}
