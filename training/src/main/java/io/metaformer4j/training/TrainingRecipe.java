package io.metaformer4j.training;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.optimizer.Averaging;
import io.metaformer4j.training.optimizer.Clipping;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.Map;

/**
 * All hyper-parameters of a training run. Immutable; stored with every checkpoint.
 *
 * @param name name of the recipe
 * @param seed where all randomness comes from: fresh weights, order, augmentation, stochastic depth
 * @param epochs passes over the data in which the learning rate falls; the schedule may add some
 * @param batchSize pictures of a forward pass
 * @param accumulation forward passes of an optimizer update
 * @param replicas networks on the same weights that share each batch, one thread each; 1 for one network on all threads
 * @param optimizer optimizer with learning rate and weight decay
 * @param schedule learning rate over time
 * @param labelSmoothing share of the target that is spread over all classes, in [0, 1)
 * @param clipping what happens to gradients that are too large
 * @param averaging whether the weights are averaged over time
 * @param augmentation how pictures are varied
 * @param regularization what is random in the network; replaces that of the architecture
 * @param precision precision of the forward pass; the weights stay in single precision
 */
public record TrainingRecipe(
        String name,
        long seed,
        int epochs,
        int batchSize,
        int accumulation,
        int replicas,
        OptimizerSpec optimizer,
        Schedule schedule,
        double labelSmoothing,
        Clipping clipping,
        Averaging averaging,
        AugmentationRecipe augmentation,
        Architecture.Regularization regularization,
        Precision precision) {

    public TrainingRecipe {
        require(!name.isBlank(), "a training recipe needs a name");
        require(epochs >= 1, "a training of " + epochs + " epochs needs at least one");
        require(batchSize >= 1, "batch size " + batchSize + " must be at least 1");
        require(accumulation >= 1, "an update from " + accumulation + " batches needs at least one");
        require(
                replicas >= 1 && replicas <= batchSize,
                replicas + " replicas cannot share a batch of " + batchSize + "; use at least 1 and no more than that");
        require(
                labelSmoothing >= 0 && labelSmoothing < 1,
                "label smoothing " + labelSmoothing + " must be at least 0 and below 1");
        require(
                augmentation.mixing().isEmpty() || batchSize % 2 == 0,
                "mixing pairs pictures, so the batch size " + batchSize + " must be even");
        require(
                precision != Precision.FLOAT16,
                "training in half precision would lose small gradients; use bf16, or fp32");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new MetaFormerException(message);
        }
    }

    /**
     * The same with a batch and a warm-up that are not too long for small data and short runs.
     *
     * @param largestBatch most pictures of a batch, at least 1; where pictures are mixed the next even number below
     * @param longestWarmup most epochs of the warm-up
     * @return the changed recipe
     */
    public TrainingRecipe fitted(int largestBatch, int longestWarmup) {
        int largest = augmentation.mixing().isPresent() ? Math.max(2, largestBatch - largestBatch % 2) : largestBatch;
        Warmup rise = schedule.warmup();
        Warmup shorter = new Warmup(Math.min(longestWarmup, rise.epochs()), rise.initialRate(), rise.prefix());
        return new TrainingRecipe(
                name,
                seed,
                epochs,
                Math.min(largest, batchSize),
                accumulation,
                replicas,
                optimizer,
                new Schedule(shorter, schedule.decay(), schedule.cooldownEpochs(), schedule.perUpdate()),
                labelSmoothing,
                clipping,
                averaging,
                augmentation,
                regularization,
                precision);
    }

    /**
     * The learning rate of the last update of an epoch.
     *
     * @param epoch epoch from 0
     * @param pictures number of training pictures; those that fill no batch are left out
     */
    double lastRate(int epoch, long pictures) {
        int perEpoch = Math.toIntExact((pictures / batchSize + accumulation - 1) / accumulation);
        return rate(epoch, (epoch + 1L) * perEpoch - 1, perEpoch);
    }

    /** A network with the randomness of this recipe. */
    Architecture regularized(Architecture architecture) {
        return architecture.withRegularization(regularization.stochasticDepth(), regularization.headDropout());
    }

    /**
     * Epochs of the run with what the schedule adds.
     *
     * @return the number of epochs
     */
    public int totalEpochs() {
        return schedule.totalEpochs(epochs);
    }

    /**
     * The learning rate of an update.
     *
     * @param epoch current epoch from 0
     * @param update current update from 0
     * @param updatesPerEpoch updates of an epoch
     * @return the learning rate
     */
    public double rate(int epoch, long update, int updatesPerEpoch) {
        return schedule.rate(optimizer.rate(), epochs, epoch, update, updatesPerEpoch);
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
