package io.metaformer4j.training.step;

import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Makes the optimizer updates of one epoch after the other. */
public final class EpochTrainer {

    /** What seeds are for; the loader has its own. */
    private static final long NETWORK = 1;

    private static final long MIXING = 2;

    private final TrainingRecipe recipe;
    private final BatchPreparation preparation;
    private final TrainableNetwork trainable;
    private final Consumer<StepReport> steps;

    /** Prepares the updates of a run; everything stays the caller's to close. */
    public EpochTrainer(
            TrainingRecipe recipe,
            BatchPreparation preparation,
            TrainableNetwork trainable,
            Consumer<StepReport> steps) {
        this.recipe = recipe;
        this.preparation = preparation;
        this.trainable = trainable;
        this.steps = steps;
    }

    /**
     * How an epoch went on.
     *
     * @param progress where the run stands
     * @param ended whether all of its batches were used; otherwise a stop was requested
     * @param skipped pictures that were left out since it went on
     */
    public record Outcome(RunPosition progress, boolean ended, SkippedSamples skipped) {}

    /**
     * Trains the rest of an epoch.
     *
     * @param from where the run stands
     * @param resumable whether there is a checkpoint, which decides about the advice if a loss is not finite
     * @param stop asks for a stop after the current update
     */
    public Outcome train(RunPosition from, boolean resumable, BooleanSupplier stop) {
        RunPosition progress = from;
        int batches = preparation.loader().batches(progress.epoch());
        try (EpochBatches<ClassTarget> epoch =
                preparation.loader().epoch(progress.epoch(), Math.min(batches, progress.batch()))) {
            while (progress.batch() < batches) {
                if (stop.getAsBoolean()) {
                    return new Outcome(progress, false, epoch.skipped());
                }
                progress = new Update(progress, batches, resumable).make(epoch);
            }
            if (progress.lossCount() == 0) {
                throw new MetaFormerException("no picture of the training data could be decoded, for instance "
                        + epoch.skipped().first().get(0).name() + ": "
                        + epoch.skipped().first().get(0).reason());
            }
            return new Outcome(progress, true, epoch.skipped());
        }
    }

    /** One optimizer update from one or several batches. */
    private final class Update {

        private final RunPosition before;
        private final int batches;
        private final int group;
        private final boolean resumable;
        private double losses;
        private long pictures;
        private long[] samples = {};

        Update(RunPosition before, int batches, boolean resumable) {
            this.before = before;
            this.batches = batches;
            this.group = Math.min(recipe.batching().accumulation(), batches - before.batch());
            this.resumable = resumable;
        }

        RunPosition make(EpochBatches<ClassTarget> epoch) {
            for (int i = 0; i < group && epoch.hasNext(); i++) {
                try (Batch<ClassTarget> batch = epoch.next()) {
                    samples = batch.indices().clone();
                    double loss =
                            trainable.accumulate(preparation.prepare(batch, seed(MIXING, i)), group, seed(NETWORK, i));
                    requireFinite(loss, 0, i);
                    losses += loss * batch.size();
                    pictures += batch.size();
                }
            }
            if (pictures == 0) {
                return before.afterBatches(batches - before.batch()); // only unusable pictures were left
            }
            double norm = trainable.clip();
            requireFinite(losses / pictures, norm, group - 1);
            int perEpoch = recipe.batching().updates(batches);
            int updateOfEpoch = before.batch() / recipe.batching().accumulation();
            long updateOfRun = (long) before.epoch() * perEpoch + updateOfEpoch;
            double rate = recipe.rate(before.epoch(), updateOfRun, perEpoch, before.plateau());
            trainable.update(rate, before.update() + 1);
            RunPosition after = before.afterUpdate(epoch.position() - before.batch(), losses, pictures);
            steps.accept(new StepReport(
                    after.epoch(),
                    after.update(),
                    recipe.batching().updates(after.batch()),
                    perEpoch,
                    after.samples(),
                    losses / pictures,
                    norm,
                    rate));
            return after;
        }

        private long seed(long purpose, int batchOfGroup) {
            return Seeds.derive(recipe.seed(), before.update(), batchOfGroup, purpose);
        }

        private void requireFinite(double loss, double norm, int batchOfGroup) {
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                List<String> names =
                        LongStream.of(samples).mapToObj(preparation::name).toList();
                throw new NonFiniteLossException(
                        new NonFiniteLossException.Place(
                                before.epoch(),
                                before.batch() + batchOfGroup,
                                before.update() + 1,
                                seed(NETWORK, batchOfGroup),
                                loss,
                                norm),
                        names,
                        samples,
                        NonFiniteLossException.advice(recipe, resumable));
            }
        }
    }
}
