package io.metaformer4j.evaluation.prediction;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.evaluation.Logits;
import java.util.Optional;

/**
 * What a network says of one picture in one pass.
 *
 * @param logits the scores of the classes
 * @param features the vector {@code [C]} that enters the classifier; empty if it was not asked for
 */
public record PictureAnswer(Logits logits, Optional<FloatArray> features) {

    /** Whether nothing in it is NaN or infinite. */
    boolean isFinite() {
        return logits.areFinite() && features.map(PictureAnswer::allFinite).orElse(true);
    }

    private static boolean allFinite(FloatArray vector) {
        for (float value : vector.values()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
