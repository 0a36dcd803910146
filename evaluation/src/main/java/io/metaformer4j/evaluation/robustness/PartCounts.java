package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;

/**
 * What was counted on a part of a robustness job, or on one process's share of it. Counts are whole numbers, so that those of
 * shares add up to those of the whole.
 *
 * @param run pictures that were run
 * @param correct1 how many have their class on top
 * @param correct5 how many have their class among the five best, or among all if there are fewer
 * @param skipped pictures that could not be decoded and were left out
 * @param reassessed what was counted by the reassessed labels, if there were some
 */
public record PartCounts(long run, long correct1, long correct5, long skipped, Optional<ReassessedCounts> reassessed) {

    /** Checks that the counts are possible. */
    public PartCounts {
        if (correct1 < 0 || correct5 < correct1 || run < correct5 || skipped < 0) {
            throw new MetaFormerException("counts of right answers, " + correct1 + " and " + correct5 + " of " + run
                    + " pictures, are impossible; measure the part again");
        }
    }

    /**
     * Together with another share of the pictures.
     *
     * @param other what was counted there
     * @return the sums
     */
    public PartCounts plus(PartCounts other) {
        return new PartCounts(
                run + other.run,
                correct1 + other.correct1,
                correct5 + other.correct5,
                skipped + other.skipped,
                reassessed.flatMap(own -> other.reassessed.map(own::plus)));
    }

    /** How many pictures there are, run or skipped. */
    public long pictures() {
        return run + skipped;
    }

    /**
     * Share of the pictures that have their class on top.
     *
     * @return percentage, NaN if nothing was run
     */
    public double top1() {
        return 100.0 * correct1 / run;
    }

    /**
     * Share of the pictures that have their class among the five best.
     *
     * @return percentage, NaN if nothing was run
     */
    public double top5() {
        return 100.0 * correct5 / run;
    }

    /**
     * Share of the pictures that have another class on top.
     *
     * @return percentage, NaN if nothing was run
     */
    public double error() {
        return 100.0 * (run - correct1) / run;
    }
}
