package io.metaformer4j.training.checkpoint;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.optimizer.Optimizer;
import io.metaformer4j.training.optimizer.ParameterGroup;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.NetworkTrainer;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.StateDict;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The content of a training checkpoint: timm's layout ({@code state_dict}, {@code state_dict_ema}, {@code optimizer},
 * {@code amp_scaler}, {@code epoch}, {@code arch}, {@code metric}) and beside it, under {@code metaformer4j}, all that is needed
 * to go on exactly.
 *
 * @param model the model
 * @param recipe the recipe
 * @param position where the run stands
 * @param data the training data
 * @param fineTuned whether the run started from given weights
 * @param log what the log held at that moment
 * @param origin how the run was begun
 */
public record TrainingState(
        ModelDescription model,
        TrainingRecipe recipe,
        RunPosition position,
        DataFingerprint data,
        boolean fineTuned,
        SavedLog log,
        RunOrigin origin) {

    private static final int VERSION = 1;
    private static final String WEIGHTS = "state_dict";
    private static final String AVERAGED_WEIGHTS = "state_dict_ema";
    private static final String OPTIMIZER = "optimizer";
    private static final String SCALER = "amp_scaler";

    /** The state of a run of whose origin nothing is known. */
    public TrainingState(
            ModelDescription model,
            TrainingRecipe recipe,
            RunPosition position,
            DataFingerprint data,
            boolean fineTuned,
            SavedLog log) {
        this(model, recipe, position, data, fineTuned, log, RunOrigin.UNKNOWN);
    }

    /** Everything as plain data and tensors. */
    public Map<String, Object> content(NetworkTrainer trainer) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("epoch", position.epoch() - 1);
        content.put("arch", model.name());
        content.put(WEIGHTS, trainer.network().snapshot());
        trainer.averaged().ifPresent(averaged -> content.put(AVERAGED_WEIGHTS, averaged.snapshot()));
        content.put(OPTIMIZER, optimizer(trainer.optimizer()));
        trainer.scaler().ifPresent(scaler -> content.put(SCALER, scaler.toData()));
        content.put("version", 2);
        content.put("metric", position.bestValue());
        content.put(ModelDescription.CHECKPOINT_KEY, own());
        return content;
    }

    Map<String, Object> own() {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("version", VERSION);
        own.put("model", model.toData());
        own.put("recipe", recipe.toData());
        own.put("progress", position.toData());
        own.put("data", data.toData());
        own.put("fine_tuned", fineTuned);
        own.put("origin", origin.toData());
        own.put("log_bytes", log.bytes());
        log.text().ifPresent(text -> own.put("log", text));
        own.put("software", Provenance.software());
        return own;
    }

    /** PyTorch's layout: states by number of the parameter, and groups that list the numbers. */
    private Map<String, Object> optimizer(Optimizer optimizer) {
        Map<Integer, Object> states = new LinkedHashMap<>();
        int number = 0;
        for (Map<String, Tensor> state : optimizer.state()) {
            Map<String, WeightTensor> tensors = new LinkedHashMap<>();
            state.forEach((name, tensor) ->
                    tensors.put(name, WeightTensor.ofFloats(Tensors.toFloats(tensor), tensor.shape())));
            states.put(number++, tensors);
        }
        List<Map<String, Object>> groups = new ArrayList<>();
        number = 0;
        for (ParameterGroup group : optimizer.groups()) {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < group.parameters().size(); i++) {
                numbers.add(number++);
            }
            groups.add(group(group, numbers));
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("state", states);
        content.put("param_groups", groups);
        return content;
    }

    private Map<String, Object> group(ParameterGroup group, List<Integer> numbers) {
        Map<String, Object> content =
                new LinkedHashMap<>(recipe.optimization().optimizer().torchOptions());
        content.put("weight_decay", group.weightDecay());
        if (recipe.optimization().groupsLayers()) {
            content.put("lr_scale", group.rateScale());
        }
        content.put("params", numbers);
        return content;
    }

    /**
     * Reads what describes the run.
     *
     * @throws MetaFormerException if the file is no training checkpoint of this library
     */
    public static TrainingState read(Checkpoint checkpoint) {
        Map<?, ?> content = map(checkpoint, checkpoint.content(), "the content");
        Map<?, ?> own = map(checkpoint, content.get(ModelDescription.CHECKPOINT_KEY), ModelDescription.CHECKPOINT_KEY);
        if (!(own.get("version") instanceof Long version) || version != VERSION) {
            throw new MetaFormerException("checkpoint '" + checkpoint.path() + "' has version " + own.get("version")
                    + " of the training state, but this program knows version " + VERSION
                    + " only; use a newer release");
        }
        return new TrainingState(
                ModelDescription.fromData(
                        map(checkpoint, own.get("model"), "model"), "model of '" + checkpoint.path() + "'"),
                TrainingRecipe.fromData(map(checkpoint, own.get("recipe"), "recipe")),
                RunPosition.fromData(map(checkpoint, own.get("progress"), "progress")),
                DataFingerprint.fromData(map(checkpoint, own.get("data"), "data")),
                Boolean.TRUE.equals(own.get("fine_tuned")),
                new SavedLog(
                        own.get("log") instanceof String text ? Optional.of(text) : Optional.empty(),
                        own.get("log_bytes") instanceof Long bytes ? bytes : 0),
                RunOrigin.fromData(own.get("origin")));
    }

    /** The weights that learn, by canonical names. */
    static Map<String, WeightTensor> weights(Checkpoint checkpoint) {
        return checkpoint.stateDictAt(WEIGHTS).tensors();
    }

    /** Puts the weights and their average back. */
    static void restoreWeights(Checkpoint checkpoint, NetworkTrainer trainer) {
        trainer.restore(weights(checkpoint));
        Map<?, ?> content = map(checkpoint, checkpoint.content(), "the content");
        trainer.averaged().ifPresent(averaged -> {
            boolean stored = content.containsKey(AVERAGED_WEIGHTS); // else the averaging begins here
            StateDict weights = checkpoint.stateDictAt(stored ? AVERAGED_WEIGHTS : WEIGHTS);
            averaged.restore(weights.tensors());
        });
    }

    /** Puts the state of the optimizer and the scale of losses back. */
    static void restoreOptimizer(Checkpoint checkpoint, NetworkTrainer trainer) {
        Map<?, ?> content = map(checkpoint, checkpoint.content(), "the content");
        Map<?, ?> optimizer = map(checkpoint, content.get(OPTIMIZER), OPTIMIZER);
        Map<?, ?> states = map(checkpoint, optimizer.get("state"), "optimizer state");
        List<Map<String, WeightTensor>> tensors = new ArrayList<>();
        for (long i = 0; i < states.size(); i++) {
            Map<String, WeightTensor> named = new LinkedHashMap<>();
            map(checkpoint, states.get(i), "optimizer state " + i).forEach((name, tensor) -> {
                if (name instanceof String text && tensor instanceof WeightTensor weight) {
                    named.put(text, weight);
                }
            });
            tensors.add(named);
        }
        trainer.optimizer().restore(tensors);
        trainer.scaler().ifPresent(scaler -> {
            if (content.get(SCALER) instanceof Map<?, ?> saved) { // else the scaling begins here
                scaler.restore(saved);
            }
        });
    }

    private static Map<?, ?> map(Checkpoint checkpoint, Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new MetaFormerException("checkpoint '" + checkpoint.path() + "' cannot be resumed: " + what
                + " is no dictionary; only checkpoints that this library's training wrote can");
    }
}
