package io.metaformer4j.training.recipe;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * Which checkpoints of a run stay, besides the latest ones. The best one always does, as {@code best.pth}.
 *
 * @param metric name of the metric that decides what is better, one of those that the validation measures
 * @param history behind how many of the best epochs the checkpoints stay, timm's {@code --checkpoint-hist}; 0 for none
 */
public record CheckpointSelection(String metric, int history) {

    /** By the accuracy, and the best one only. */
    public static final CheckpointSelection BEST = new CheckpointSelection(ClassificationMetrics.TOP1.name(), 0);

    public CheckpointSelection {
        metric = Metric.nameOf(metric);
        if (history < 0) {
            throw new MetaFormerException(
                    "the number of best checkpoints that stay is " + history + ", but must not be negative");
        }
    }
}
