package io.metaformer4j.evaluation.validation;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import java.util.List;

/** What the validation of a classifier measures. */
public final class ClassificationMetrics {

    /** Percentage of pictures whose class has the largest logit. */
    public static final Metric TOP1 = Metric.percentage("top1");

    /** Percentage of pictures whose class is among the five largest logits. */
    public static final Metric TOP5 = Metric.percentage("top5");

    /** Mean cross-entropy without label smoothing, of which less is better. */
    public static final Metric LOSS = new Metric("loss", false);

    /** All of them, in the order in which files have them. */
    public static final List<Metric> ALL = List.of(TOP1, TOP5, LOSS);

    private ClassificationMetrics() {}

    /**
     * The figures of a validation.
     *
     * @param top1 percentage of pictures whose class has the largest logit
     * @param top5 percentage of pictures whose class is among the five largest logits
     * @param loss mean cross-entropy
     * @param samples number of pictures
     * @return the same by name
     */
    public static Metrics of(double top1, double top5, double loss, long samples) {
        return Metrics.ofSamples(samples).with(TOP1, top1).with(TOP5, top5).with(LOSS, loss);
    }
}
