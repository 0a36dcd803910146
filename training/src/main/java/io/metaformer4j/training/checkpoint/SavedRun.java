package io.metaformer4j.training.checkpoint;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the newest checkpoint says about its run.
 *
 * @param model the model
 * @param recipe the recipe
 * @param position where the run stands
 */
public record SavedRun(ModelDescription model, TrainingRecipe recipe, RunPosition position) {

    /**
     * Looks at the run in a folder, for instance to resume it with some changes. Nothing is written or locked.
     *
     * @param folder folder of the run
     * @return what its newest checkpoint says that can be opened
     * @throws IOException if the folder cannot be read
     * @throws MetaFormerException if there is no checkpoint, or none can be read
     */
    public static SavedRun read(Path folder) throws IOException {
        RunFolder.requireFolder(folder);
        TrainingState state = new CheckpointStore(folder, 1).newestState().orElseThrow(() -> nothing(folder));
        return new SavedRun(state.model(), state.recipe(), state.position());
    }

    /** The error for a folder without a usable checkpoint. */
    public static MetaFormerException nothing(Path folder) {
        return new MetaFormerException("folder '" + folder + "' holds no checkpoint to resume from; start a new run");
    }
}
