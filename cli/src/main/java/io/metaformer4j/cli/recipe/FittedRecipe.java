package io.metaformer4j.cli.recipe;

import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.recipe.layered.OriginClaim;
import java.util.List;

/** A recipe in which what nobody asked for fits the data, the processes and the length of the run. */
final class FittedRecipe {

    private static final String BATCH = "batching.size";
    private static final String WARMUP = "optimization.schedule.warmup.";

    private FittedRecipe() {}

    /**
     * Whether the number of pictures matters to a recipe.
     *
     * @param wanted all values
     * @param standard the origin of those that nobody asked for
     */
    static boolean dependsOnPictures(LayeredRecipe wanted, String standard) {
        return wanted.origin(BATCH).equals(standard);
    }

    /**
     * Fits a recipe.
     *
     * @param wanted all values
     * @param standard the origin of those that nobody asked for
     * @param pictures number of training pictures, if it matters
     * @param processes how many processes share each batch
     */
    static LayeredRecipe of(LayeredRecipe wanted, String standard, int pictures, int processes) {
        TrainingRecipe batched =
                dependsOnPictures(wanted, standard) ? wanted.recipe().fitted(pictures, processes) : wanted.recipe();
        // what was given of a warm-up must act
        boolean isFree = wanted.origin(WARMUP + "initial_rate").equals(standard)
                && wanted.origin(WARMUP + "prefix").equals(standard);
        int longestWarmup = wanted.origin(WARMUP + "epochs").equals(standard)
                ? Math.max(isFree ? 0 : 1, wanted.recipe().epochs() / 2)
                : Integer.MAX_VALUE;
        return wanted.changed(
                batched.withLongestWarmup(longestWarmup),
                List.of(OriginClaim.everything("default for these data and epochs")));
    }
}
