package io.metaformer4j.training.step;

import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Optional;
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
    private final Collective processes;
    private final Consumer<StepReport> steps;

    /**
     * Prepares the updates of a run; everything stays the caller's to close.
     *
     * @param recipe all hyper-parameters
     * @param preparation the pictures of this process
     * @param trainable its copy of the network
     * @param processes all that compute the updates together
     * @param steps follows the updates
     */
    public EpochTrainer(
            TrainingRecipe recipe,
            BatchPreparation preparation,
            TrainableNetwork trainable,
            Collective processes,
            Consumer<StepReport> steps) {
        this.recipe = recipe;
        this.preparation = preparation;
        this.trainable = trainable;
        this.processes = processes;
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
     * @param stop asks for a stop after the current update; in all processes or in none
     */
    public Outcome train(RunPosition from, boolean resumable, BooleanSupplier stop) {
        RunPosition progress = from;
        int batches = preparation.loader().batches(progress.epoch());
        EpochBatches<ClassTarget> own =
                preparation.loader().epoch(progress.epoch(), Math.min(batches, progress.batch()));
        try (SharedBatches epoch = new SharedBatches(own, processes, batches)) {
            while (progress.batch() < batches) {
                if (stop.getAsBoolean()) {
                    return new Outcome(progress, false, own.skipped());
                }
                progress = new Update(progress, batches, resumable).make(epoch);
            }
            if (progress.lossCount() == 0) {
                throw new MetaFormerException("no picture of the training data could be decoded, for instance "
                        + own.skipped().first().get(0).name() + ": "
                        + own.skipped().first().get(0).reason());
            }
            return new Outcome(progress, true, own.skipped());
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
        private List<Long> samples = List.of();

        Update(RunPosition before, int batches, boolean resumable) {
            this.before = before;
            this.batches = batches;
            this.group = Math.min(recipe.batching().accumulation(), batches - before.batch());
            this.resumable = resumable;
        }

        RunPosition make(SharedBatches epoch) {
            boolean more = true;
            for (int i = 0; i < group && more; i++) {
                Optional<SharedBatches.Turn> turn = epoch.next();
                more = turn.isPresent();
                if (more) {
                    add(turn.get(), i);
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

        /** Adds the gradients of one batch, and its loss in all processes. */
        private void add(SharedBatches.Turn turn, int batchOfGroup) {
            try (turn) {
                double own = turn.own()
                        .map(batch -> accumulate(batch, turn.pictures(), batchOfGroup))
                        .orElse(0.0);
                double loss = processes.size() == 1
                        ? own
                        : processes.sum(own * turn.own().map(Batch::size).orElse(0)) / turn.pictures();
                if (Double.isFinite(own) && !Double.isFinite(loss)) {
                    samples = List.of(); // those at fault are in another process
                }
                requireFinite(loss, 0, batchOfGroup);
                losses += loss * turn.pictures();
                pictures += turn.pictures();
            }
        }

        private double accumulate(Batch<ClassTarget> batch, long ofAll, int batchOfGroup) {
            samples = LongStream.of(batch.indices()).boxed().toList();
            double weight = batch.size() == ofAll ? 1.0 / group : 1.0 / group * batch.size() / ofAll;
            long seed = seed(NETWORK, batchOfGroup);
            return trainable.accumulate(
                    preparation.prepare(batch, seed(MIXING, batchOfGroup)),
                    weight,
                    processes.size() == 1 ? seed : Seeds.derive(seed, processes.rank()));
        }

        private long seed(long purpose, int batchOfGroup) {
            return Seeds.derive(recipe.seed(), before.update(), batchOfGroup, purpose);
        }

        private void requireFinite(double loss, double norm, int batchOfGroup) {
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                List<String> names = samples.stream().map(preparation::name).toList();
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
