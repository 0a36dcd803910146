package io.metaformer4j.benchmarks.loop;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How both sides train. The numbers of the recipe stand here and nowhere else; peers are told them.
 *
 * @param size height and width of the network's input in pixels
 * @param batch pictures of an update
 * @param updates updates of a turn, which is an epoch
 * @param workers threads or processes that load pictures
 * @param replicas copies of our network that share a batch
 * @param precisions precisions of the forward pass, each a comparison of its own
 * @param mixing whether pictures are mixed by mixup and CutMix
 */
public record LoopSettings(
        int size, int batch, int updates, int workers, int replicas, List<Precision> precisions, boolean mixing) {

    /** Epochs of the rise of the learning rate, in runs that are longer. */
    public static final int WARMUP_EPOCHS = 1;

    /** Learning rate at the start and at the end of a whole run. */
    public static final double LOWEST_RATE = 1e-6;

    private static final long SEED = 42;
    private static final double RATE = 1e-3;
    private static final double WEIGHT_DECAY = 0.05;
    private static final double SMOOTHING = 0.1;
    private static final double LARGEST_NORM = 1.0;
    private static final double SMALLEST_SHARE = 0.08;

    public LoopSettings {
        precisions = List.copyOf(precisions);
        if (size < 1 || updates < 1 || workers < 1) {
            throw new MetaFormerException("--size, --updates and --workers must be at least 1");
        }
        if (batch < 2 || (mixing && batch % 2 != 0)) {
            throw new MetaFormerException(
                    "--batch " + batch + " must be at least 2, and even where pictures are mixed; see --no-mixing");
        }
    }

    /** Pictures of a turn. */
    public int pictures() {
        return batch * updates;
    }

    /** Size and statistics of the pictures. */
    public Preprocessing input() {
        return Preprocessing.imageNet(size, 1);
    }

    /**
     * The recipe of the turns that are timed: the same learning rate all the time, because turns are no run.
     *
     * @param precision precision of the forward pass
     * @return random crops and flips, and mixed pictures if asked for
     */
    public TrainingRecipe timed(Precision precision) {
        return recipe(precision, SEED, 1, constant(), varied());
    }

    /**
     * The recipe of the check that both sides compute the same: pictures as they are.
     *
     * @param precision precision of the forward pass
     * @return nothing is random but the order
     */
    public TrainingRecipe checked(Precision precision) {
        AugmentationRecipe none = AugmentationRecipe.cropAndFlip(new PaddedCrop(0, PaddedCrop.Border.ZERO))
                .withFlips(0, 0);
        return recipe(precision, SEED, 1, constant(), none);
    }

    /**
     * The recipe of a whole run: a cosine behind a warm-up.
     *
     * @param precision precision of the forward pass
     * @param seed where all randomness comes from
     * @param epochs length of the run
     * @return random crops and flips, and mixed pictures if asked for
     */
    public TrainingRecipe whole(Precision precision, long seed, int epochs) {
        Schedule schedule = Schedule.cosine(Warmup.linear(warmupEpochs(epochs), LOWEST_RATE), LOWEST_RATE);
        return recipe(precision, seed, epochs, schedule, varied());
    }

    /**
     * Epochs of the warm-up of a whole run.
     *
     * @param epochs length of the run
     * @return fewer than that
     */
    public static int warmupEpochs(int epochs) {
        return Math.min(WARMUP_EPOCHS, epochs - 1);
    }

    private static Schedule constant() {
        return new Schedule(Warmup.NONE, new Decay.Constant(), 0, true);
    }

    private AugmentationRecipe varied() {
        RandomResizedCrop crop =
                RandomResizedCrop.standard().withScale(SMALLEST_SHARE, 1).withInterpolation(Interpolation.BICUBIC);
        return AugmentationRecipe.cropAndFlip(crop)
                .withMixing(mixing ? Optional.of(Mixup.standard()) : Optional.empty());
    }

    private TrainingRecipe recipe(
            Precision precision, long seed, int epochs, Schedule schedule, AugmentationRecipe augmentation) {
        return new TrainingRecipe(
                "benchmark",
                seed,
                epochs,
                new Batching(batch, 1, replicas),
                new SoftCrossEntropy(SMOOTHING),
                Optimization.of(AdamW.of(RATE, WEIGHT_DECAY), schedule)
                        .withClipping(new Clipping.JointNorm(LARGEST_NORM)),
                augmentation,
                Architecture.Regularization.NONE,
                precision);
    }

    /**
     * The same for a peer.
     *
     * @param precision precision of the forward pass
     * @return plain data
     */
    public Map<String, Object> forPeer(Precision precision) {
        Map<String, Object> recipe = new LinkedHashMap<>();
        recipe.put("size", size);
        recipe.put("batch_size", batch);
        recipe.put("workers", workers);
        recipe.put("precision", precision.shortName());
        recipe.put("mixing", mixing);
        recipe.put("smoothing", SMOOTHING);
        recipe.put("clip", LARGEST_NORM);
        recipe.put("rate", RATE);
        recipe.put("weight_decay", WEIGHT_DECAY);
        recipe.put("min_scale", SMALLEST_SHARE);
        return recipe;
    }

    /**
     * The same for the report.
     *
     * @return facts by name
     */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("pictures", size + "x" + size);
        facts.put("batch", String.valueOf(batch));
        facts.put("workers", String.valueOf(workers));
        facts.put("replicas of ours", String.valueOf(replicas));
        facts.put("mixup and CutMix", mixing ? "on" : "off");
        facts.put("learning rate", String.valueOf(RATE));
        return facts;
    }
}
