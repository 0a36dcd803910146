package io.metaformer4j.evaluation.calibration;

import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.validation.LogitsSink;
import java.util.ArrayList;
import java.util.List;

/** Logits of pictures and their labels. */
final class LabelledLogits {

    private final List<Logits> rows = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    /** Keeps a copy. */
    void add(Logits logits, int label) {
        float[] copy = new float[logits.count()];
        for (int k = 0; k < copy.length; k++) {
            copy[k] = logits.value(k);
        }
        rows.add(Logits.of(copy, 0, copy.length));
        labels.add(label);
    }

    int size() {
        return rows.size();
    }

    /** Hands all of them over, numbered from 0. */
    void forEach(LogitsSink sink) {
        for (int i = 0; i < rows.size(); i++) {
            sink.accept(i, rows.get(i), labels.get(i));
        }
    }
}
