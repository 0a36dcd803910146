package io.metaformer4j.evaluation.validation;

import io.metaformer4j.vision.loader.SkippedSamples;
import java.time.Duration;
import java.util.List;

/** Counts right answers: in whole numbers, and the loss in double precision. Confined to one thread. */
public final class TopKCounter {

    /** The k of top-5. */
    public static final int FIVE = 5;

    private long run;
    private long counted;
    private long correct1;
    private long correct5;
    private double lossSum;

    /** Nothing is counted yet. */
    public TopKCounter() {}

    /** Counts a picture. */
    public void add(boolean right1, boolean right5, double loss) {
        run++;
        counted++;
        correct1 += right1 ? 1 : 0;
        correct5 += right5 ? 1 : 0;
        lossSum += loss;
    }

    /** Counts a picture that has no right answer; only its loss matters. */
    void addUnlabelled(double loss) {
        run++;
        lossSum += loss;
    }

    long run() {
        return run;
    }

    double top1() {
        return 100.0 * correct1 / counted;
    }

    /** What was counted so far. */
    ValidationCounts counts(SkippedSamples skipped) {
        return new ValidationCounts(run, counted, correct1, correct5, lossSum, skipped);
    }

    /** The result of what was counted so far. */
    public ValidationResult result(SkippedSamples skipped, Duration time, List<String> notes) {
        return new ValidationResult(counted, correct1, correct5, lossSum / run, run - counted, skipped, time, notes);
    }
}
