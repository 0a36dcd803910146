package io.metaformer4j.training;

import io.metaformer4j.weights.model.ModelFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a trained model says about where it comes from. */
final class TrainingCard {

    private TrainingCard() {}

    static Map<String, Object> of(ModelFile model, TrainingState state, Optional<Scores> scores) {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("recipe", state.recipe().toData());
        training.put("progress", state.progress().toData());
        training.put("data", state.data().toData());
        training.put("fine_tuned", state.fineTuned());
        training.put("software", Software.current());
        Map<String, Object> card = new LinkedHashMap<>(model.card());
        scores.ifPresent(s -> card.put("metrics", s.toData()));
        card.put("training", training);
        return card;
    }
}
