package io.metaformer4j.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a trained model says about where it comes from. */
final class TrainingCard {

    private TrainingCard() {}

    static Map<String, Object> of(TrainingTask task, Progress progress, DataFingerprint data) {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("recipe", task.recipe().toData());
        training.put("progress", progress.toData());
        training.put("data", data.toData());
        training.put("fine_tuned", task.weights().isPresent());
        training.put("software", Software.current());
        Map<String, Object> card = new LinkedHashMap<>(task.model().card());
        card.put("training", training);
        return card;
    }
}
