package io.metaformer4j.training;

import io.metaformer4j.vision.data.Batch;
import io.metaformer4j.vision.data.Batches;
import io.metaformer4j.vision.data.SkippedSamples;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Makes the optimizer updates of one epoch after the other. */
final class EpochTrainer {

    /** What seeds are for; the loader has its own. */
    private static final long NETWORK = 1;

    private static final long MIXING = 2;

    private final TrainingRecipe recipe;
    private final Lessons lessons;
    private final Learner learner;
    private final Consumer<StepReport> steps;

    EpochTrainer(TrainingRecipe recipe, Lessons lessons, Learner learner, Consumer<StepReport> steps) {
        this.recipe = recipe;
        this.lessons = lessons;
        this.learner = learner;
        this.steps = steps;
    }

    /**
     * How an epoch went on.
     *
     * @param progress where the run stands
     * @param ended whether all of its batches were used; otherwise a stop was requested
     * @param skipped pictures that were left out since it went on
     */
    record Outcome(Progress progress, boolean ended, SkippedSamples skipped) {}

    /**
     * Trains the rest of an epoch.
     *
     * @param from where the run stands
     * @param resumable whether there is a checkpoint, which decides about the advice if a loss is not finite
     * @param stop asks for a stop after the current update
     */
    Outcome train(Progress from, boolean resumable, BooleanSupplier stop) {
        Progress progress = from;
        int batches = lessons.loader().batches(progress.epoch());
        try (Batches epoch = lessons.loader().epoch(progress.epoch(), Math.min(batches, progress.batch()))) {
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

        private final Progress before;
        private final int batches;
        private final int group;
        private final boolean resumable;
        private double losses;
        private long pictures;
        private long[] samples = {};

        Update(Progress before, int batches, boolean resumable) {
            this.before = before;
            this.batches = batches;
            this.group = Math.min(recipe.batching().accumulation(), batches - before.batch());
            this.resumable = resumable;
        }

        Progress make(Batches epoch) {
            for (int i = 0; i < group && epoch.hasNext(); i++) {
                try (Batch batch = epoch.next()) {
                    samples = batch.indices().clone();
                    double loss = learner.accumulate(lessons.prepare(batch, seed(MIXING, i)), group, seed(NETWORK, i));
                    requireFinite(loss, 0, i);
                    losses += loss * batch.size();
                    pictures += batch.size();
                }
            }
            if (pictures == 0) {
                return before.afterBatches(batches - before.batch()); // only unusable pictures were left
            }
            double norm = learner.clip();
            requireFinite(losses / pictures, norm, group - 1);
            int perEpoch = recipe.batching().updates(batches);
            int updateOfEpoch = before.batch() / recipe.batching().accumulation();
            double rate = recipe.rate(before.epoch(), (long) before.epoch() * perEpoch + updateOfEpoch, perEpoch);
            learner.update(rate, before.update() + 1);
            Progress after = before.afterUpdate(epoch.position() - before.batch(), losses, pictures);
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
                        LongStream.of(samples).mapToObj(lessons::name).toList();
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
