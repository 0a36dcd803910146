package io.metaformer4j.training.recipe;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.architecture.Architecture;

/** Hyper-parameters to begin with: AdamW, a cosine behind a short warm-up, random crops and flips, in single precision. */
public final class StandardRecipes {

    private static final long SEED = 42;
    private static final double LOWEST_RATE = 1e-6;
    private static final double WEIGHT_DECAY = 0.05;
    private static final double SMOOTHING = 0.1;

    private StandardRecipes() {}

    /**
     * For fresh weights: 60 epochs at a learning rate of 2e-3, batches of 128.
     *
     * @return the recipe
     */
    public static TrainingRecipe scratch() {
        return recipe("scratch", 60, 128, 2e-3, 3, RandomResizedCrop.standard());
    }

    /**
     * For weights that were trained before: 20 epochs at a learning rate of 3e-4, batches of 32, crops of at least 35 % of
     * the picture. The small learning rate keeps what the weights know while the fresh classifier learns.
     *
     * @return the recipe
     */
    public static TrainingRecipe fineTuning() {
        return recipe(
                "fine-tuning", 20, 32, 3e-4, 1, RandomResizedCrop.standard().withScale(0.35, 1));
    }

    private static TrainingRecipe recipe(
            String name, int epochs, int batchSize, double rate, int warmupEpochs, RandomResizedCrop crop) {
        return new TrainingRecipe(
                name,
                SEED,
                epochs,
                Batching.of(batchSize),
                new SoftCrossEntropy(SMOOTHING),
                Optimization.of(
                                AdamW.of(rate, WEIGHT_DECAY),
                                Schedule.cosine(Warmup.linear(warmupEpochs, LOWEST_RATE), LOWEST_RATE))
                        .withClipping(new Clipping.JointNorm(1)),
                AugmentationRecipe.cropAndFlip(crop),
                Architecture.Regularization.NONE,
                Precision.FLOAT32);
    }
}
