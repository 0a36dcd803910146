package io.metaformer4j.cli.demo;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.SmallModels;
import java.util.List;

/** The demo's tiny CAFormer for pictures of 28x28 pixels, and how it is trained in about a minute on two cores. */
final class TinyCaFormer {

    private static final int EPOCHS = 24;

    private TinyCaFormer() {}

    static ModelDescription model(List<String> labels) {
        return ModelDescription.of("tiny_caformer", SmallModels.caFormer(labels.size()), SmallModels.fashionMnist())
                .withLabels(labels);
    }

    static TrainingRecipe recipe() {
        return new TrainingRecipe(
                "demo",
                1,
                EPOCHS,
                new Batching(120, 1, 2),
                new SoftCrossEntropy(0.05),
                Optimization.of(AdamW.of(3e-3, 0.05), Schedule.cosine(Warmup.linear(1, 1e-5), 1e-6))
                        .withClipping(new Clipping.JointNorm(1)),
                AugmentationRecipe.cropAndFlip(new PaddedCrop(2, PaddedCrop.Border.ZERO)),
                Architecture.Regularization.NONE,
                Precision.FLOAT32);
    }
}
