package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.evaluation.validation.PredictionSink;
import io.metaformer4j.vision.labels.ReassessedLabels;
import java.util.List;

/** Counts answers by reassessed labels beside the count by the labels of the data set, so that pictures are run once for both. */
final class ReassessedCounter implements PredictionSink {

    private final ReassessedLabels labels;
    private long counted;
    private long correct1;
    private long correct5;

    ReassessedCounter(ReassessedLabels labels) {
        this.labels = labels;
    }

    @Override
    public void accept(Answer answer) {
        List<Integer> right = labels.of(answer.name());
        if (right.isEmpty()) {
            return;
        }
        counted++;
        correct1 += right.contains(answer.best().get(0).index()) ? 1 : 0;
        correct5 += answer.best().stream().anyMatch(candidate -> right.contains(candidate.index())) ? 1 : 0;
    }

    ReassessedCounts counts() {
        return new ReassessedCounts(counted, correct1, correct5);
    }
}
