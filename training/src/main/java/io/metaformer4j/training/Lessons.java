package io.metaformer4j.training;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.augment.BatchMixer;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.DataLoader;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.vision.transform.TrainTransform;
import java.util.ArrayList;
import java.util.List;

/** Prepares the training pictures as the recipe says. Confined to one thread. */
final class Lessons {

    private final TrainingRecipe recipe;
    private final Dataset<ClassTarget> data;
    private final int classes;
    private final DataLoader<ClassTarget> loader;
    private final BatchMixer mixer = new BatchMixer();

    Lessons(TrainingTask task) {
        this.recipe = task.recipe();
        this.data = task.data();
        this.classes = task.model().architecture().classes();
        AugmentationRecipe augmentation = recipe.augmentation();
        boolean floats =
                augmentation.erasing().isPresent() || augmentation.mixing().isPresent();
        TrainTransform transform = TrainTransform.of(
                augmentation.of(task.model().preprocessing()),
                ImageDecoder.standard(),
                floats ? ImageBatch.Layout.FLOAT32_NCHW : ImageBatch.Layout.UINT8_NHWC);
        this.loader = new DataLoader<>(
                task.data(),
                transform,
                SampleOrder.shuffled(recipe.seed(), Partition.whole()),
                LoaderOptions.training(recipe.batchSize(), task.settings().workers(), recipe.seed())
                        .withFailures(task.settings().brokenPictures()));
    }

    DataLoader<ClassTarget> loader() {
        return loader;
    }

    /** What the data call a picture. */
    String name(long index) {
        return data.name(Math.toIntExact(index));
    }

    /** Mixes the pictures of a batch in place if the recipe says so. */
    Lesson prepare(Batch<ClassTarget> batch, long seed) {
        if (recipe.augmentation().mixing().isEmpty()) {
            return new Lesson(batch.images(), Targets.classes(ClassTarget.labels(batch.targets())));
        }
        ImageBatch images = batch.images();
        List<Mix> mixes = mixes(recipe.augmentation().mixing().get(), images, seed);
        mixer.mix(images, mixes);
        float[] targets =
                BatchMixer.targets(ClassTarget.labels(batch.targets()), mixes, classes, recipe.labelSmoothing());
        return new Lesson(images, Targets.shares(targets, classes));
    }

    /** Pictures are mixed in pairs from both ends; where broken ones were left out, the one in the middle may be single. */
    private static List<Mix> mixes(Mixup mixup, ImageBatch images, long seed) {
        int paired = images.size() - images.size() % 2;
        List<Mix> mixes = new ArrayList<>();
        if (paired > 0) {
            mixes.addAll(mixup.draw(paired, images.height(), images.width(), new SplitMix64(seed)));
        }
        if (paired < images.size()) {
            mixes.add(paired / 2, Mix.none());
        }
        return mixes;
    }
}
