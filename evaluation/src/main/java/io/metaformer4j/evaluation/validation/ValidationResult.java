package io.metaformer4j.evaluation.validation;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.vision.loader.SkippedSamples;
import java.time.Duration;
import java.util.List;

/**
 * How well a network did on a data set.
 *
 * @param images pictures that count in the accuracies
 * @param correct1 how many of them have the right class on top
 * @param correct5 how many of them have the right class among the five best, or among all if there are fewer
 * @param loss mean cross-entropy with the labels of the data set over all pictures that were run; also with reassessed labels,
 *     as in timm
 * @param unlabelled pictures that were run but do not count, because the reassessed labels have none for them
 * @param skipped pictures that could not be decoded and were left out
 * @param time from the first picture to the last, reading included
 * @param notes what the user should know about these figures, usually nothing
 */
public record ValidationResult(
        long images,
        long correct1,
        long correct5,
        double loss,
        long unlabelled,
        SkippedSamples skipped,
        Duration time,
        List<String> notes) {

    public ValidationResult {
        notes = List.copyOf(notes);
    }

    /**
     * Share of pictures whose right class has the best score.
     *
     * @return percentage
     */
    public double top1() {
        return 100.0 * correct1 / images;
    }

    /**
     * Share of pictures whose right class is among the five best.
     *
     * @return percentage
     */
    public double top5() {
        return 100.0 * correct5 / images;
    }

    /**
     * The figures alone.
     *
     * @return top-1, top-5, loss and number of pictures
     */
    public Metrics metrics() {
        return ClassificationMetrics.of(top1(), top5(), loss, images);
    }

    /**
     * How long the validation took.
     *
     * @return seconds
     */
    public double seconds() {
        return time.toNanos() / 1e9;
    }

    /**
     * Speed of the whole validation, reading included.
     *
     * @return pictures per second
     */
    public double imagesPerSecond() {
        return (images + unlabelled) / seconds();
    }
}
