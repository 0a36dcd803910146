package io.metaformer4j.training;

import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.training.step.StepReport;
import java.nio.file.Path;

/** Follows a training run. Called on the thread that trains; what it throws ends the run. */
public interface TrainingListener {

    /**
     * Called before the first step.
     *
     * @param recipe the recipe
     * @param position where the run stands: at the start, or where it is resumed
     */
    default void started(TrainingRecipe recipe, RunPosition position) {}

    /**
     * Called after each optimizer update.
     *
     * @param report the update
     */
    default void stepped(StepReport report) {}

    /**
     * Called after each epoch and its validation; the epoch's checkpoint was written before that.
     *
     * @param report the epoch
     */
    default void epochEnded(EpochReport report) {}

    /**
     * Called after a checkpoint was written.
     *
     * @param file the checkpoint
     */
    default void saved(Path file) {}
}
