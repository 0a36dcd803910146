package io.metaformer4j.training;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.models.ModelDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a trained model says about where it comes from. */
final class TrainingCard {

    private TrainingCard() {}

    static Map<String, Object> of(ModelDescription model, TrainingState state, Optional<Metrics> scores) {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("recipe", state.recipe().toData());
        training.put("progress", state.progress().toData());
        training.put("data", state.data().toData());
        training.put("fine_tuned", state.fineTuned());
        training.put("software", Software.current());
        Map<String, Object> card = new LinkedHashMap<>(model.facts());
        scores.ifPresent(s -> card.put("metrics", s.toData()));
        card.put("training", training);
        return card;
    }
}
