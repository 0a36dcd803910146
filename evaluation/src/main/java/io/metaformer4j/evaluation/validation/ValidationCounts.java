package io.metaformer4j.evaluation.validation;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/**
 * What was counted on a data set, or on a part of it. Counts of parts can be added up.
 *
 * @param run pictures that were run
 * @param counted those of them that have a right answer
 * @param correct1 how many have a right class on top
 * @param correct5 how many have a right class among the five best
 * @param lossSum sum of the cross-entropies of all that were run
 * @param skipped pictures that could not be decoded
 */
public record ValidationCounts(
        long run, long counted, long correct1, long correct5, double lossSum, SkippedSamples skipped) {

    /**
     * The counts as numbers that can be added up.
     *
     * @return the five counts in order, without the skipped pictures
     */
    public double[] numbers() {
        return new double[] {run, counted, correct1, correct5, lossSum};
    }

    /**
     * Counts from numbers that were added up.
     *
     * @param numbers sums of {@link #numbers()}
     * @return the counts, in which no picture was skipped
     */
    public static ValidationCounts of(double[] numbers) {
        return new ValidationCounts(
                (long) numbers[0],
                (long) numbers[1],
                (long) numbers[2],
                (long) numbers[3],
                numbers[4],
                new SkippedSamples(0, List.of()));
    }

    /**
     * The figures.
     *
     * @return top-1, top-5, loss and number of pictures
     * @throws MetaFormerException if nothing was counted
     */
    public Metrics metrics() {
        requirePictures();
        return ClassificationMetrics.of(100.0 * correct1 / counted, 100.0 * correct5 / counted, lossSum / run, counted);
    }

    void requirePictures() {
        if (run == 0) {
            throw new MetaFormerException("no picture of the data set could be decoded"
                    + (skipped.first().isEmpty()
                            ? ""
                            : ", for instance " + skipped.first().get(0).reason()));
        }
        if (counted == 0) {
            throw new MetaFormerException("the reassessed labels have no class for any of the " + run
                    + " pictures, so there is nothing to count; do they belong to this data set?");
        }
    }
}
