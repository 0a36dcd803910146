package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.natives.NativeLibraries;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/** Where trained weights come from: how, from what and with which software. */
final class Provenance {

    private Provenance() {}

    /** What a trained model says about itself, beside the facts that its description had before. */
    static Map<String, Object> of(ModelDescription model, TrainingState state, Optional<Metrics> metrics) {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("recipe", state.recipe().toData());
        training.put("progress", state.position().toData());
        training.put("data", state.data().toData());
        training.put("fine_tuned", state.fineTuned());
        training.put("origin", state.origin().toData());
        training.put("software", software());
        Map<String, Object> facts = new LinkedHashMap<>(model.facts());
        metrics.ifPresent(measured -> facts.put("metrics", measured.toData()));
        facts.put("training", training);
        return facts;
    }

    /** The versions of what computes. */
    static Map<String, Object> software() {
        NativeLibraries.load();
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("metaformer4j", version(Provenance.class));
        versions.put("libtorch", version(torch.class));
        versions.put("java", Runtime.version().toString());
        versions.put("threads", torch.get_num_threads());
        return versions;
    }

    private static String version(Class<?> type) {
        return Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("development");
    }
}
