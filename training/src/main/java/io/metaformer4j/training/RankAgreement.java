package io.metaformer4j.training;

import io.metaformer4j.engine.Device;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.DataFingerprint;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.zoo.MetaFormerException;

/** What several processes must have in common before they train together. */
final class RankAgreement {

    private RankAgreement() {}

    /**
     * Checks it, which all processes do at once.
     *
     * @param ranks the processes
     * @param task what this one is to do
     * @param model the model with the randomness of the recipe
     * @param data by what the training data are recognised
     * @param beginning where the run stands and what was measured there
     * @throws MetaFormerException if they differ, or cannot train on the device
     */
    static void require(
            RankGroup ranks, TrainingTask<?> task, ModelDescription model, DataFingerprint data, String beginning) {
        if (ranks.size() > 1 && task.settings().network().device().kind() == Device.Kind.CUDA) {
            throw new MetaFormerException(
                    "several processes train together on processors only; use one for a graphics card");
        }
        ranks.requireSame("model", String.valueOf(model.toData()));
        ranks.requireSame("recipe", task.recipe().toJson());
        ranks.requireSame("training data", data.toString());
        ranks.requireSame("checkpoint to resume from", beginning);
    }
}
