package io.metaformer4j.training;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.DataFingerprint;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/** What several processes must have in common before they train together. */
final class RankAgreement {

    private RankAgreement() {}

    /**
     * Checks it, which all processes do at once. The networks are compared when they are made.
     *
     * @param ranks the processes
     * @param task what this one is to do
     * @param model the model with the randomness of the recipe
     * @param data by what the training data are recognised
     * @param beginning where the run stands and what was measured there
     * @return what makes the network of the task, which all processes do at once, too
     * @throws MetaFormerException if they differ, or were joined for another device
     */
    static TrainableFactory require(
            RankGroup ranks, TrainingTask<?> task, ModelDescription model, DataFingerprint data, String beginning) {
        ranks.requireDevice(task.settings().network().device());
        ranks.requireSame("model", String.valueOf(model.toData()));
        ranks.requireSame("recipe", task.recipe().toJson());
        ranks.requireSame("training data", data.toString());
        ranks.requireSame("checkpoint to resume from", beginning);
        return comparing(ranks, task.network());
    }

    /** Weights are shared place by place, so that each has to be the same tensor in all processes. */
    private static TrainableFactory comparing(RankGroup ranks, TrainableFactory networks) {
        return (architecture, options, weights, seed) -> {
            Trainable made = networks.create(architecture, options, weights, seed);
            try {
                ranks.requireSame("list of parameters", listed(made.parameters()));
                return made;
            } catch (RuntimeException | Error e) {
                made.close();
                throw e;
            }
        };
    }

    private static String listed(Map<String, Tensor> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey()
                        + Arrays.toString(parameter.getValue().shape()))
                .collect(Collectors.joining("\n"));
    }
}
