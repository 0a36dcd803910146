package io.metaformer4j.training.recipe.published;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.BaseRate;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** timm 1.0.29, train.py: the default of every option that changes a training, typed from there. */
class TimmRecipeTest {

    private static final TrainingRecipe RECIPE =
            PublishedRecipes.standard().get("timm").layers().recipe();

    @Test
    void it_has_the_defaults_of_the_script() {
        Optimization optimization = new Optimization(
                new Sgd(0.05, 2e-5, 0.9, true),
                new Schedule(Warmup.linear(5, 1e-5), new Decay.Cosine(0), 0, false),
                new Clipping.None(),
                new Averaging.None());
        assertThat(RECIPE)
                .isEqualTo(new TrainingRecipe(
                        "timm",
                        42,
                        300,
                        Batching.of(128),
                        new SoftCrossEntropy(0.1),
                        optimization.withBaseRate(Optional.of(new BaseRate(0.1, 256, BaseRate.Scale.LINEAR))),
                        AugmentationRecipe.cropAndFlip(RandomResizedCrop.standard())
                                .withOperations(List.of(new ColorJitter(0.4, 0.4, 0.4))),
                        Architecture.Regularization.NONE,
                        Precision.FLOAT32,
                        new CheckpointSelection("top1", 10)));
    }

    @Test
    void its_rate_follows_from_the_batch() {
        TrainingRecipe larger = RECIPE.withBatching(new Batching(256, 4, 1));
        assertThat(larger.optimization().optimizer().rate()).isEqualTo(0.4);
    }
}
