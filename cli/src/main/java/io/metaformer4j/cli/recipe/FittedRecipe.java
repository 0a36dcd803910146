package io.metaformer4j.cli.recipe;

import io.metaformer4j.training.recipe.layered.LayeredRecipe;
import io.metaformer4j.training.recipe.layered.OriginClaim;
import java.util.List;

/** A recipe in which what nobody asked for shrinks with the data and the length of the run. */
final class FittedRecipe {

    private static final String BATCH = "batching.size";
    private static final String WARMUP = "optimization.schedule.warmup.";

    private FittedRecipe() {}

    /**
     * Fits a recipe.
     *
     * @param wanted all values
     * @param standard the origin of those that nobody asked for
     * @param pictures number of training pictures
     */
    static LayeredRecipe of(LayeredRecipe wanted, String standard, int pictures) {
        int largestBatch = wanted.origin(BATCH).equals(standard) ? pictures : Integer.MAX_VALUE;
        // what was given of a warm-up must act
        boolean isFree = wanted.origin(WARMUP + "initial_rate").equals(standard)
                && wanted.origin(WARMUP + "prefix").equals(standard);
        int longestWarmup = wanted.origin(WARMUP + "epochs").equals(standard)
                ? Math.max(isFree ? 0 : 1, wanted.recipe().epochs() / 2)
                : Integer.MAX_VALUE;
        return wanted.changed(
                wanted.recipe().fitted(largestBatch, longestWarmup),
                List.of(OriginClaim.everything("default for these data and epochs")));
    }
}
