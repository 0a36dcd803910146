package io.metaformer4j.training;

import io.metaformer4j.training.objective.BatchLabels;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.augment.MixedBatch;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.TrainTransform;
import io.metaformer4j.vision.data.Batch;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.Loader;
import io.metaformer4j.vision.data.LoaderOptions;
import io.metaformer4j.vision.data.SampleOrder;
import io.metaformer4j.vision.data.Shard;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.random.SeededDraws;
import java.util.ArrayList;
import java.util.List;

/** Prepares the training pictures as the recipe says. Confined to one thread. */
final class Lessons {

    private final TrainingRecipe recipe;
    private final Objective objective;
    private final Dataset data;
    private final int classes;
    private final Loader loader;
    private final MixedBatch mixer = new MixedBatch();

    Lessons(TrainingTask task) {
        this.recipe = task.recipe();
        this.objective = task.objective();
        this.data = task.data();
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
                LoaderOptions.training(recipe.batching().size(), task.settings().workers(), recipe.seed())
                        .withFailures(task.settings().brokenPictures()));
    }

    Loader loader() {
        return loader;
    }

    /** What the data call a picture. */
    String name(long index) {
        return data.name(Math.toIntExact(index));
    }

    /** Mixes the pictures of a batch in place if the recipe says so. */
    Lesson prepare(Batch batch, long seed) {
        ImageBatch images = batch.images();
        List<Mix> mixes = recipe.augmentation()
                .mixing()
                .map(mixup -> mixes(mixup, images, seed))
                .orElse(List.of());
        if (!mixes.isEmpty()) {
            mixer.mix(images, mixes);
        }
        return new Lesson(images, objective.targets(new BatchLabels(batch.labels(), mixes, classes)));
    }

    /** Pictures are mixed in pairs from both ends; where broken ones were left out, the one in the middle may be single. */
    private static List<Mix> mixes(Mixup mixup, ImageBatch images, long seed) {
        int paired = images.size() - images.size() % 2;
        List<Mix> mixes = new ArrayList<>();
        if (paired > 0) {
            mixes.addAll(mixup.draw(paired, images.height(), images.width(), new SeededDraws(seed)));
        }
        if (paired < images.size()) {
            mixes.add(paired / 2, Mix.none());
        }
        return mixes;
    }
}
