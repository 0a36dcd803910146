package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.Runs;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.random.SplitMix64;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens to the pictures of a batch together. */
class BatchPreparationTest {

    private static final long SEED = 5;
    private static final RandomErasing ERASING = RandomErasing.of(0.5, RandomErasing.Fill.PIXEL);
    private static final AugmentationRecipe MIXED = Runs.EVERYTHING.withErasing(Optional.empty());

    /** What is done with a batch that was loaded. */
    private interface Work {
        ImageBatch of(BatchPreparation<ClassTarget> preparation, Batch<ClassTarget> batch);
    }

    /** All values of the first batch of an epoch after some work. */
    private static float[] first(AugmentationRecipe augmentation, Work work) {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1, augmentation);
        Dataset<ClassTarget> data = Runs.task(recipe, Path.of("run")).data();
        LoaderOptions loading = LoaderOptions.training(recipe.batching().size(), 0, recipe.seed());
        BatchPreparation<ClassTarget> preparation =
                new BatchPreparation<>(Runs.MODEL, recipe, recipe.objective(), data, loading, Partition.whole());
        try (EpochBatches<ClassTarget> batches = preparation.loader().epoch(0);
                Batch<ClassTarget> batch = batches.next()) {
            ImageBatch images = work.of(preparation, batch);
            float[] values = new float[images.size() * images.pictureValues()];
            images.floats().get(0, values);
            return values;
        }
    }

    private static float[] prepared(AugmentationRecipe augmentation, long epoch) {
        return first(
                augmentation,
                (preparation, batch) -> preparation.prepare(batch, epoch, SEED).images());
    }

    @Test
    void boxes_are_erased_from_pictures_that_are_mixed_already() {
        float[] mixedThenErased = first(MIXED, (preparation, batch) -> {
            ImageBatch images = preparation.prepare(batch, 0, SEED).images();
            for (int i = 0; i < images.size(); i++) {
                ERASING.apply(images, i, new SplitMix64(Seeds.derive(SEED, batch.indices()[i], i)));
            }
            return images;
        });
        AugmentationRecipe both = MIXED.withErasing(Optional.of(ERASING));
        assertThat(prepared(both, 0)).containsExactly(mixedThenErased);
        assertThat(prepared(MIXED, 0)).isNotEqualTo(mixedThenErased);
    }

    @Test
    void from_the_last_epoch_of_mixing_on_pictures_are_only_erased() {
        Mixup ends = new Mixup(0.8, 1, 1, 0.5, Mixup.Mode.BATCH, Optional.empty(), 3);
        AugmentationRecipe ending = MIXED.withMixing(Optional.of(ends));
        float[] loaded = first(ending, (preparation, batch) -> batch.images());
        assertThat(prepared(ending, 3)).containsExactly(loaded);
        assertThat(prepared(ending, 2)).isNotEqualTo(loaded).containsExactly(prepared(MIXED, 2));
        AugmentationRecipe erased = ending.withErasing(Optional.of(ERASING));
        assertThat(prepared(erased, 3)).isNotEqualTo(loaded);
    }
}
