package io.metaformer4j.training.step;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.objective.BatchTargets;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.TransformFactory;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.augment.BatchMixer;
import io.metaformer4j.vision.augment.Mix;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.DataLoader;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.vision.transform.SampleTransform;
import io.metaformer4j.vision.transform.TrainTransform;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * Prepares the loading, with the pictures varied as the recipe says.
     *
     * @param model whose input the pictures become, with the network that the targets are for
     * @param recipe how pictures are varied and ordered
     * @param objective what the network is trained for
     * @param data the training data
     * @param loading batch size of all processes, threads, and what happens to pictures that cannot be decoded
     * @param part which of several processes this is
     * @throws MetaFormerException if the processes cannot share a batch
     */
    public BatchPreparation(
            ModelDescription model,
            TrainingRecipe recipe,
            Objective<T> objective,
            Dataset<T> data,
            LoaderOptions loading,
            Partition part) {
        this(model, recipe, objective, data, loading, part, Optional.empty());
    }

    /**
     * Prepares the loading.
     *
     * @param model whose input the pictures become, with the network that the targets are for
     * @param recipe how pictures are varied and ordered
     * @param objective what the network is trained for
     * @param data the training data
     * @param loading batch size of all processes, threads, and what happens to pictures that cannot be decoded
     * @param part which of several processes this is
     * @param own varies the pictures; if it is empty, what the recipe says does
     * @throws MetaFormerException if the processes cannot share a batch, or the transform has not the views of the objective
     */
    public BatchPreparation(
            ModelDescription model,
            TrainingRecipe recipe,
            Objective<T> objective,
            Dataset<T> data,
            LoaderOptions loading,
            Partition part,
            Optional<TransformFactory> own) {
        this.share = BatchShare.of(recipe, part);
        this.recipe = recipe;
        this.objective = objective;
        this.data = data;
        this.architecture = model.architecture();
        SampleTransform transform = own.map(
                        factory -> factory.create(recipe.augmentation(), model.preprocessing(), objective.views()))
                .orElseGet(() -> ofRecipe(model));
        if (transform.views() != objective.views()) {
            throw new MetaFormerException("the transform makes " + transform.views() + " views of each picture, but the"
                    + " objective compares " + objective.views() + "; make as many");
        }
        SampleOrder whole = recipe.batching().order(recipe.seed(), data);
        this.loader = new DataLoader<>(data, transform, share.of(whole), own(loading));
    }

    private SampleTransform ofRecipe(ModelDescription model) {
        AugmentationRecipe augmentation = recipe.augmentation();
        boolean floats =
                augmentation.erasing().isPresent() || augmentation.mixing().isPresent();
        return TrainTransform.of(
                        augmentation.of(model.preprocessing()),
                        ImageDecoder.standard(),
                        floats ? ImageBatch.Layout.FLOAT32_NCHW : ImageBatch.Layout.UINT8_NHWC)
                .withViews(objective.views());
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

    /**
     * Mixes the pictures of a batch in place if the recipe says so, and erases parts of the mixed ones.
     *
     * @param batch the pictures of this process
     * @param epoch number of the epoch, from 0
     * @param seed decides how the batch is mixed and erased; the same in all processes
     */
    TrainingBatch prepare(Batch<T> batch, long epoch, long seed) {
        ImageBatch images = batch.images();
        List<Mix> mixes = recipe.augmentation()
                .mixing()
                .filter(mixup -> mixup.isOn(epoch))
                .map(mixup -> mixes(mixup, images, seed))
                .orElse(List.of());
        if (!mixes.isEmpty()) {
            mixer.mix(images, mixes);
        }
        recipe.augmentation().erasingBehindMixing().ifPresent(erasing -> erase(erasing, images, batch.indices(), seed));
        BatchTargets<T> targets = new BatchTargets<>(batch.targets(), batch.geometries(), mixes, architecture);
        return new TrainingBatch(images, objective.views(), objective.prepare(targets));
    }

    /** Each picture has draws of its own, whichever process has it; a repeated one has others at each of its places. */
    private void erase(RandomErasing erasing, ImageBatch images, long[] indices, long seed) {
        boolean whole = images.size() == share.size();
        int[] places = share.places();
        for (int i = 0; i < images.size(); i++) {
            long own = Seeds.derive(seed, indices[i], whole ? places[i] : i);
            erasing.apply(images, i, new SplitMix64(own));
        }
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
