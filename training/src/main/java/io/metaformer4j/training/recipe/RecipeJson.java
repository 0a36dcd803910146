package io.metaformer4j.training.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.metaformer4j.training.objective.BinaryCrossEntropy;
import io.metaformer4j.training.objective.CustomObjective;
import io.metaformer4j.training.objective.JsdCrossEntropy;
import io.metaformer4j.training.objective.ObjectiveSpec;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.Adan;
import io.metaformer4j.training.optimizer.Lamb;
import io.metaformer4j.training.optimizer.Lion;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.training.schedule.Tanh;
import io.metaformer4j.vision.augment.auto.AutomaticAugmentation;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.transform.Cropping;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.weights.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** How recipes look in JSON: alternatives carry a {@code type}. {@link RecipeFormat} has the versions. */
public final class RecipeJson {

    static final String CROSS_ENTROPY = "cross_entropy";

    private static final StrictJson JSON = StrictJson.of(
            "training recipe",
            Map.of(
                    OptimizerSpec.class, OptimizerTypes.class,
                    ObjectiveSpec.class, ObjectiveTypes.class,
                    Decay.class, DecayTypes.class,
                    Clipping.class, ClippingTypes.class,
                    Averaging.class, AveragingTypes.class,
                    Cropping.class, CroppingTypes.class,
                    AutomaticAugmentation.class, AutomaticText.class,
                    PictureOperation.class, OperationTypes.class));

    private RecipeJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = AdamW.class, name = "adamw"),
        @JsonSubTypes.Type(value = Sgd.class, name = "sgd"),
        @JsonSubTypes.Type(value = Lamb.class, name = "lamb"),
        @JsonSubTypes.Type(value = Lion.class, name = "lion"),
        @JsonSubTypes.Type(value = Adan.class, name = "adan"),
    })
    interface OptimizerTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = SoftCrossEntropy.class, name = CROSS_ENTROPY),
        @JsonSubTypes.Type(value = BinaryCrossEntropy.class, name = "binary_cross_entropy"),
        @JsonSubTypes.Type(value = JsdCrossEntropy.class, name = "jsd_cross_entropy"),
        @JsonSubTypes.Type(value = CustomObjective.class, name = "own"),
    })
    interface ObjectiveTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Decay.Constant.class, name = "constant"),
        @JsonSubTypes.Type(value = Decay.Cosine.class, name = "cosine"),
        @JsonSubTypes.Type(value = Tanh.class, name = "tanh"),
        @JsonSubTypes.Type(value = Decay.Step.class, name = "step"),
        @JsonSubTypes.Type(value = Decay.MultiStep.class, name = "multi_step"),
        @JsonSubTypes.Type(value = Decay.Polynomial.class, name = "polynomial"),
        @JsonSubTypes.Type(value = Plateau.class, name = "plateau"),
    })
    interface DecayTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Clipping.None.class, name = "none"),
        @JsonSubTypes.Type(value = Clipping.JointNorm.class, name = "norm"),
        @JsonSubTypes.Type(value = Clipping.Value.class, name = "value"),
        @JsonSubTypes.Type(value = Clipping.Adaptive.class, name = "agc"),
    })
    interface ClippingTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Averaging.None.class, name = "none"),
        @JsonSubTypes.Type(value = Averaging.Exponential.class, name = "exponential"),
        @JsonSubTypes.Type(value = Averaging.Steady.class, name = "steady"),
    })
    interface AveragingTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = PaddedCrop.class, name = "padded_crop"),
        @JsonSubTypes.Type(value = RandomResizedCrop.class, name = "random_resized_crop"),
    })
    interface CroppingTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ColorJitter.class, name = "color_jitter"),
        @JsonSubTypes.Type(value = Cutout.class, name = "cutout"),
    })
    interface OperationTypes {}

    /** A policy is its text. */
    interface AutomaticText {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static AutomaticAugmentation parse(String text) {
            return AutomaticAugmentation.parse(text);
        }

        @JsonValue
        String text();
    }

    static Map<String, Object> toData(TrainingRecipe recipe) {
        return RecipeFormat.written(JSON.toData(recipe));
    }

    static String write(TrainingRecipe recipe) {
        return JSON.write(toData(recipe));
    }

    static TrainingRecipe fromData(Map<?, ?> data) {
        return JSON.fromData(RecipeFormat.current(data), TrainingRecipe.class);
    }

    static TrainingRecipe read(String json) {
        return fromData(JSON.read(json.getBytes(StandardCharsets.UTF_8), Map.class));
    }

    /**
     * Some of the keys of a recipe by the names that they have now.
     *
     * @param keys keys with their values, as people or former versions wrote them
     * @return the same values
     */
    public static Map<String, Object> renamed(Map<String, Object> keys) {
        Map<String, Object> renamed = new LinkedHashMap<>();
        RecipeFormat.renamed(keys).forEach((key, value) -> renamed.put(String.valueOf(key), value));
        return renamed;
    }

    /** The fields in which two recipes differ, with both values; empty if there is none. */
    public static List<String> differences(TrainingRecipe before, TrainingRecipe now) {
        List<String> differences = new ArrayList<>();
        addDifferences("", toData(before), toData(now), differences);
        return differences;
    }

    private static void addDifferences(String path, Map<?, ?> before, Map<?, ?> now, List<String> differences) {
        Set<Object> fields = new LinkedHashSet<>(before.keySet());
        fields.addAll(now.keySet());
        for (Object field : fields) {
            Object old = before.get(field);
            Object current = now.get(field);
            if (old instanceof Map<?, ?> oldMap && current instanceof Map<?, ?> currentMap) {
                addDifferences(path + field + ".", oldMap, currentMap, differences);
            } else if (!Objects.equals(old, current)) {
                differences.add(path + field + " was " + old + ", is " + current);
            }
        }
    }
}
