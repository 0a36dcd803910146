package io.metaformer4j.training;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.augment.MixedBatch;
import io.metaformer4j.vision.augment.TrainTransform;
import io.metaformer4j.vision.data.Batch;
import io.metaformer4j.vision.data.Loader;
import io.metaformer4j.vision.data.LoaderOptions;
import io.metaformer4j.vision.data.SampleOrder;
import io.metaformer4j.vision.data.Shard;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.random.SeededDraws;
import java.util.List;

/** Prepares the training pictures as the recipe says. Confined to one thread. */
final class Lessons {

    private final TrainingRecipe recipe;
    private final int classes;
    private final Loader loader;
    private final MixedBatch mixer = new MixedBatch();

    Lessons(TrainingTask task) {
        this.recipe = task.recipe();
        this.classes = task.model().architecture().classes();
        AugmentationRecipe augmentation = recipe.augmentation();
        boolean floats =
                augmentation.erasing().isPresent() || augmentation.mixing().isPresent();
        TrainTransform transform = TrainTransform.of(
                augmentation.of(task.model().preprocessing()),
                ImageDecoder.standard(),
                floats ? ImageBatch.Layout.FLOAT32_NCHW : ImageBatch.Layout.UINT8_NHWC);
        this.loader = new Loader(
                task.data(),
                transform,
                SampleOrder.shuffled(recipe.seed(), Shard.whole()),
                LoaderOptions.training(recipe.batchSize(), task.settings().workers(), recipe.seed()));
    }

    Loader loader() {
        return loader;
    }

    /** Mixes the pictures of a batch in place if the recipe says so. */
    Lesson prepare(Batch batch, long seed) {
        if (recipe.augmentation().mixing().isEmpty()) {
            return new Lesson(batch.images(), Targets.classes(batch.labels()));
        }
        ImageBatch images = batch.images();
        List<Mix> mixes = recipe.augmentation()
                .mixing()
                .get()
                .draw(images.size(), images.height(), images.width(), new SeededDraws(seed));
        mixer.mix(images, mixes);
        float[] targets = MixedBatch.targets(batch.labels(), mixes, classes, recipe.labelSmoothing());
        return new Lesson(images, Targets.shares(targets, classes));
    }
}
