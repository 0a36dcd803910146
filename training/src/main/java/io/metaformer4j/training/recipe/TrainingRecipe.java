package io.metaformer4j.training.recipe;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.objective.ObjectiveSpec;
import io.metaformer4j.training.schedule.PlateauState;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.Map;

/**
 * All hyper-parameters of a training run. Immutable; stored with every checkpoint. {@link StandardRecipes} has some to change.
 * If there is a {@linkplain Optimization#baseRate() base rate}, the optimizer's learning rate always is the one that follows from
 * it and the batching.
 *
 * @param name name of the recipe
 * @param seed where all randomness comes from: fresh weights, order, augmentation, stochastic depth
 * @param epochs passes over the data in which the learning rate falls; the schedule may add some
 * @param batching how many pictures make an update
 * @param objective what the network is trained for: targets and loss
 * @param optimization how gradients become weights: optimizer, schedule, clipping, averaging
 * @param augmentation how pictures are varied
 * @param regularization what is random in the network; replaces that of the architecture
 * @param precision precision of the forward pass; the weights stay in single precision. With float16 losses are scaled
 * @param kept which checkpoints stay
 */
public record TrainingRecipe(
        String name,
        long seed,
        int epochs,
        Batching batching,
        ObjectiveSpec objective,
        Optimization optimization,
        AugmentationRecipe augmentation,
        Architecture.Regularization regularization,
        Precision precision,
        CheckpointSelection kept) {

    public TrainingRecipe {
        optimization = optimization.withPictures((long) batching.size() * batching.accumulation());
        require(!name.isBlank(), "a training recipe needs a name");
        require(epochs >= 1, "a training of " + epochs + " epochs needs at least one");
        require(
                augmentation.mixing().isEmpty() || batching.size() % 2 == 0,
                "mixing pairs pictures, so the batch size " + batching.size() + " must be even");
        augmentation.requireViews(objective.views());
    }

    /**
     * The same, and only the best of the checkpoints stays besides the latest ones.
     *
     * @param name name of the recipe
     * @param seed where all randomness comes from
     * @param epochs passes over the data in which the learning rate falls
     * @param batching how many pictures make an update
     * @param objective what the network is trained for
     * @param optimization how gradients become weights
     * @param augmentation how pictures are varied
     * @param regularization what is random in the network
     * @param precision precision of the forward pass
     */
    public TrainingRecipe(
            String name,
            long seed,
            int epochs,
            Batching batching,
            ObjectiveSpec objective,
            Optimization optimization,
            AugmentationRecipe augmentation,
            Architecture.Regularization regularization,
            Precision precision) {
        this(
                name,
                seed,
                epochs,
                batching,
                objective,
                optimization,
                augmentation,
                regularization,
                precision,
                CheckpointSelection.BEST);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new MetaFormerException(message);
        }
    }

    /**
     * Checks that a device can train in the precision of this recipe. libtorch has float16 on processors, too, but fast kernels
     * only for those with AVX512-FP16 or AVX-NE-CONVERT, and nothing has shown that the gradients of the others are right.
     *
     * @param device where the training computes
     * @throws MetaFormerException if it is a processor, and the precision is float16
     */
    public void requireTrainableOn(Device device) {
        require(
                precision != Precision.FLOAT16 || device.kind() == Device.Kind.CUDA,
                "training in fp16 needs a graphics card (cuda); use bf16 on a processor, or fp32");
    }

    /**
     * The same with batches that fit the data and the processes, see {@link Batching#fitted}.
     *
     * @param pictures number of training pictures
     * @param processes how many processes share each batch
     * @return the changed recipe
     * @throws MetaFormerException if there are too few pictures for so many processes
     */
    public TrainingRecipe fitted(long pictures, int processes) {
        return withBatching(
                batching.fitted(pictures, processes, augmentation.mixing().isPresent()));
    }

    /**
     * The same with a warm-up that is not too long for a short run.
     *
     * @param longest most epochs of the warm-up
     * @return the changed recipe
     */
    public TrainingRecipe withLongestWarmup(int longest) {
        Schedule schedule = optimization.schedule();
        Warmup rise = schedule.warmup();
        Warmup shorter = new Warmup(Math.min(longest, rise.epochs()), rise.initialRate(), rise.prefix());
        return withOptimization(optimization.withSchedule(
                new Schedule(shorter, schedule.decay(), schedule.cooldownEpochs(), schedule.perUpdate())));
    }

    /**
     * The same with another seed.
     *
     * @param other where all randomness comes from
     * @return the changed recipe
     */
    public TrainingRecipe withSeed(long other) {
        return new TrainingRecipe(
                name, other, epochs, batching, objective, optimization, augmentation, regularization, precision, kept);
    }

    /**
     * The same with another length.
     *
     * @param other passes over the data in which the learning rate falls
     * @return the changed recipe
     */
    public TrainingRecipe withEpochs(int other) {
        return new TrainingRecipe(
                name, seed, other, batching, objective, optimization, augmentation, regularization, precision, kept);
    }

    /**
     * The same with other batches.
     *
     * @param other how many pictures make an update
     * @return the changed recipe
     */
    public TrainingRecipe withBatching(Batching other) {
        return new TrainingRecipe(
                name, seed, epochs, other, objective, optimization, augmentation, regularization, precision, kept);
    }

    /**
     * The same with another objective.
     *
     * @param other what the network is trained for
     * @return the changed recipe
     */
    public TrainingRecipe withObjective(ObjectiveSpec other) {
        return new TrainingRecipe(
                name, seed, epochs, batching, other, optimization, augmentation, regularization, precision, kept);
    }

    /**
     * The same with another optimization.
     *
     * @param other how gradients become weights
     * @return the changed recipe
     */
    public TrainingRecipe withOptimization(Optimization other) {
        return new TrainingRecipe(
                name, seed, epochs, batching, objective, other, augmentation, regularization, precision, kept);
    }

    /**
     * The same with another regularization.
     *
     * @param other what is random in the network
     * @return the changed recipe
     */
    public TrainingRecipe withRegularization(Architecture.Regularization other) {
        return new TrainingRecipe(
                name, seed, epochs, batching, objective, optimization, augmentation, other, precision, kept);
    }

    /**
     * The same with another precision.
     *
     * @param other precision of the forward pass
     * @return the changed recipe
     */
    public TrainingRecipe withPrecision(Precision other) {
        return new TrainingRecipe(
                name, seed, epochs, batching, objective, optimization, augmentation, regularization, other, kept);
    }

    /**
     * The same with another choice of checkpoints.
     *
     * @param other which checkpoints stay
     * @return the changed recipe
     */
    public TrainingRecipe withKept(CheckpointSelection other) {
        return new TrainingRecipe(
                name, seed, epochs, batching, objective, optimization, augmentation, regularization, precision, other);
    }

    /**
     * The learning rate of the last update of an epoch.
     *
     * @param epoch epoch from 0
     * @param pictures number of training pictures; those that fill no batch are left out
     * @param plateau what was known of the metric that the schedule follows during the epoch
     */
    public double lastRate(int epoch, long pictures, PlateauState plateau) {
        int perEpoch = batching.updates(Math.toIntExact(batching.pictures(pictures) / batching.size()));
        return rate(epoch, (epoch + 1L) * perEpoch - 1, perEpoch, plateau);
    }

    /** A network with the randomness of this recipe. */
    public Architecture regularized(Architecture architecture) {
        return architecture.withRegularization(regularization.stochasticDepth(), regularization.headDropout());
    }

    /** Epochs of the run with what the schedule adds. */
    public int totalEpochs() {
        return optimization.schedule().totalEpochs(epochs);
    }

    /**
     * The learning rate of an update.
     *
     * @param epoch current epoch from 0
     * @param update current update from 0
     * @param updatesPerEpoch updates of an epoch
     * @param plateau what is known of the metric that the schedule follows from the epochs before
     * @return the learning rate
     */
    public double rate(int epoch, long update, int updatesPerEpoch, PlateauState plateau) {
        double base = optimization.optimizer().rate();
        return optimization.schedule().rate(base, epochs, epoch, update, updatesPerEpoch, plateau);
    }

    /**
     * The recipe as plain data, in which everything is named.
     *
     * @return maps, lists, strings, numbers and booleans
     */
    public Map<String, Object> toData() {
        return RecipeJson.toData(this);
    }

    /**
     * The recipe as text for people and files.
     *
     * @return JSON
     */
    public String toJson() {
        return RecipeJson.write(this);
    }

    /**
     * Reads a recipe.
     *
     * @param json what {@link #toJson()} returned
     * @return the recipe
     * @throws MetaFormerException if a value is missing, unknown or impossible; the message names it
     */
    public static TrainingRecipe parse(String json) {
        return RecipeJson.read(json);
    }

    /**
     * Reads a recipe from plain data.
     *
     * @param data what {@link #toData()} returned
     * @return the recipe
     * @throws MetaFormerException if a value is missing, unknown or impossible; the message names it
     */
    public static TrainingRecipe fromData(Map<?, ?> data) {
        return RecipeJson.fromData(data);
    }
}
