package io.metaformer4j.training.step;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.objective.BatchTargets;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.augment.BatchMixer;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.DataLoader;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.vision.transform.TrainTransform;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prepares the training pictures as the recipe says. Confined to one thread.
 *
 * @param <T> what is known of a picture
 */
public final class BatchPreparation<T> {

    private final TrainingRecipe recipe;
    private final Objective<T> objective;
    private final Dataset<T> data;
    private final Architecture architecture;
    private final BatchShare share;
    private final DataLoader<T> loader;
    private final BatchMixer mixer = new BatchMixer();

    /**
     * Prepares the loading.
     *
     * @param model whose input the pictures become, with the network that the targets are for
     * @param recipe how pictures are varied and ordered
     * @param objective what the network is trained for
     * @param data the training data
     * @param loading batch size of all processes, threads, and what happens to pictures that cannot be decoded
     * @param part which of several processes this is
     * @throws io.metaformer4j.zoo.MetaFormerException if the processes cannot share a batch
     */
    public BatchPreparation(
            ModelDescription model,
            TrainingRecipe recipe,
            Objective<T> objective,
            Dataset<T> data,
            LoaderOptions loading,
            Partition part) {
        this.share = BatchShare.of(recipe, part);
        this.recipe = recipe;
        this.objective = objective;
        this.data = data;
        this.architecture = model.architecture();
        AugmentationRecipe augmentation = recipe.augmentation();
        boolean floats =
                augmentation.erasing().isPresent() || augmentation.mixing().isPresent();
        TrainTransform transform = TrainTransform.of(
                        augmentation.of(model.preprocessing()),
                        ImageDecoder.standard(),
                        floats ? ImageBatch.Layout.FLOAT32_NCHW : ImageBatch.Layout.UINT8_NHWC)
                .withViews(objective.views());
        SampleOrder whole = recipe.batching().order(recipe.seed(), data);
        this.loader = new DataLoader<>(data, transform, share.of(whole), own(loading));
    }

    private LoaderOptions own(LoaderOptions loading) {
        return new LoaderOptions(
                share.size(),
                loading.workers(),
                loading.prefetch(),
                loading.lastBatch(),
                loading.failures(),
                loading.seed());
    }

    DataLoader<T> loader() {
        return loader;
    }

    /** What the data call a picture. */
    String name(long index) {
        return data.name(Math.toIntExact(index));
    }

    /** Mixes the pictures of a batch in place if the recipe says so. */
    TrainingBatch prepare(Batch<T> batch, long seed) {
        ImageBatch images = batch.images();
        List<Mix> mixes = recipe.augmentation()
                .mixing()
                .map(mixup -> mixes(mixup, images, seed))
                .orElse(List.of());
        if (!mixes.isEmpty()) {
            mixer.mix(images, mixes);
        }
        return new TrainingBatch(
                images, objective.views(), objective.prepare(new BatchTargets<>(batch.targets(), mixes, architecture)));
    }

    /** Pictures are mixed in pairs from both ends; where broken ones were left out, the one in the middle may be single. */
    private List<Mix> mixes(Mixup mixup, ImageBatch images, long seed) {
        int paired = images.size() - images.size() % 2;
        List<Mix> mixes = new ArrayList<>();
        if (images.size() == share.size()) {
            mixes.addAll(ofShare(mixup.draw(share.batch(), images.height(), images.width(), new SplitMix64(seed))));
        } else if (paired > 0) {
            mixes.addAll(mixup.draw(paired, images.height(), images.width(), new SplitMix64(seed)));
        }
        if (paired < images.size()) {
            mixes.add(paired / 2, Mix.none());
        }
        return mixes;
    }

    /** What was decided for the pictures of this process, where all of them decide for the whole batch. */
    private List<Mix> ofShare(List<Mix> ofBatch) {
        return IntStream.of(share.places()).mapToObj(ofBatch::get).toList();
    }
}
