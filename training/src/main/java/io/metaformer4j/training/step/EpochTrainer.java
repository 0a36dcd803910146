package io.metaformer4j.training.step;

import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.loader.Batch;
import io.metaformer4j.vision.loader.EpochBatches;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the optimizer updates of one epoch after the other.
 *
 * @param <T> what is known of a picture
 */
public final class EpochTrainer<T> {

    /** What seeds are for; the loader has its own. */
    private static final long NETWORK = 1;

    private static final long MIXING = 2;

    private static final Logger LOG = LoggerFactory.getLogger(EpochTrainer.class);

    private final TrainingRecipe recipe;
    private final BatchPreparation<T> preparation;
    private final NetworkTrainer trainer;
    private final Collective processes;
    private final Consumer<StepReport> steps;
    private int lost;
    private int lostInARow;
    private Optional<NonFiniteLossException> lastLost = Optional.empty(); // of the current epoch

    /**
     * Prepares the updates of a run; everything stays the caller's to close.
     *
     * @param recipe all hyper-parameters
     * @param preparation the pictures of this process
     * @param trainer its copy of the network
     * @param processes all that compute the updates together
     * @param steps follows the updates
     */
    public EpochTrainer(
            TrainingRecipe recipe,
            BatchPreparation<T> preparation,
            NetworkTrainer trainer,
            Collective processes,
            Consumer<StepReport> steps) {
        this.recipe = recipe;
        this.preparation = preparation;
        this.trainer = trainer;
        this.processes = processes;
        this.steps = steps;
    }

    /**
     * How an epoch went on.
     *
     * @param position where the run stands
     * @param ended whether all of its batches were used; otherwise a stop was requested
     * @param skipped pictures that were left out since it went on
     */
    public record Outcome(RunPosition position, boolean ended, SkippedSamples skipped) {}

    /**
     * Trains the rest of an epoch, of which nothing is saved meanwhile.
     *
     * @param from where the run stands
     * @param resumable whether there is a checkpoint, which decides about the advice if a loss is not finite
     * @param stop asks for a stop after the current update; in all processes or in none
     */
    public Outcome train(RunPosition from, boolean resumable, BooleanSupplier stop) {
        try {
            return train(from, EpochControl.of(resumable, stop));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // such a control saves nothing
        }
    }

    /**
     * Trains the rest of an epoch.
     *
     * @param from where the run stands
     * @param control decides between the updates
     * @throws IOException if the control cannot save something
     * @throws NonFiniteLossException if a loss or gradient is not finite and the control does not leave it out
     */
    public Outcome train(RunPosition from, EpochControl control) throws IOException {
        RunPosition position = from;
        lastLost = Optional.empty();
        int batches = preparation.loader().batches(position.epoch());
        EpochBatches<T> own = preparation.loader().epoch(position.epoch(), Math.min(batches, position.batch()));
        try (SharedBatches<T> epoch = new SharedBatches<>(own, processes, batches)) {
            while (position.batch() < batches) {
                if (control.stopsAt(position)) {
                    return new Outcome(position, false, own.skipped());
                }
                position = new Update(position, batches, control).make(epoch);
            }
            if (position.lossCount() == 0) {
                throw lastLost.isPresent() ? lastLost.get() : nothingLearnt(position, own.skipped(), control);
            }
            return new Outcome(position, true, own.skipped());
        }
    }

    private MetaFormerException nothingLearnt(RunPosition at, SkippedSamples skipped, EpochControl control) {
        if (skipped.first().isEmpty()) { // all updates were lost before the run was resumed
            return new MetaFormerException("no update of epoch " + (at.epoch() + 1) + " was good; "
                    + NonFiniteLossException.advice(recipe, control.isResumable()));
        }
        SkippedSamples.Skipped first = skipped.first().get(0);
        return new MetaFormerException("no picture of the training data could be decoded, for instance " + first.name()
                + ": " + first.reason());
    }

    /** One optimizer update from one or several batches. */
    private final class Update {

        private final RunPosition before;
        private final int batches;
        private final int group;
        private final EpochControl control;
        private Optional<NonFiniteLossException> failure = Optional.empty();
        private double losses;
        private long pictures;
        private List<Long> samples = List.of();

        Update(RunPosition before, int batches, EpochControl control) {
            this.before = before;
            this.batches = batches;
            this.group = Math.min(recipe.batching().accumulation(), batches - before.batch());
            this.control = control;
        }

        RunPosition make(SharedBatches<T> epoch) {
            if (control.nonFinite() == NonFinitePolicy.SKIP || trainer.scaler().isPresent()) {
                trainer.keepStatistics();
            }
            addBatches(epoch);
            if (pictures == 0) {
                return before.afterBatches(batches - before.batch()); // only unusable pictures were left
            }
            double norm = trainer.clip();
            double loss = losses / pictures;
            boolean overflowed = Double.isFinite(loss) && trainer.skips(norm);
            requireFinite(loss, overflowed ? 0 : norm, group - 1);
            int perEpoch = recipe.batching().updates(batches);
            int updateOfEpoch = before.batch() / recipe.batching().accumulation();
            long updateOfRun = (long) before.epoch() * perEpoch + updateOfEpoch;
            double rate = recipe.rate(before.epoch(), updateOfRun, perEpoch, before.plateau());
            learn(rate, overflowed);
            int used = epoch.position() - before.batch();
            RunPosition after = Double.isFinite(loss)
                    ? before.afterUpdate(used, losses, pictures)
                    : before.afterLostUpdate(used, pictures);
            steps.accept(new StepReport(
                    after.epoch(),
                    after.update(),
                    recipe.batching().updates(after.batch()),
                    perEpoch,
                    after.samples(),
                    loss,
                    norm,
                    rate));
            return after;
        }

        /** Adds the gradients of as many batches as the update is made from, or as there still are. */
        private void addBatches(SharedBatches<T> epoch) {
            boolean more = true;
            for (int i = 0; i < group && more; i++) {
                Optional<SharedBatches.Turn<T>> turn = epoch.next();
                more = turn.isPresent();
                if (more) {
                    add(turn.get(), i);
                }
            }
        }

        /** Adds the gradients of one batch, and its loss in all processes. */
        private void add(SharedBatches.Turn<T> turn, int batchOfGroup) {
            try (turn) {
                Optional<DoubleSupplier> share =
                        turn.own().map(batch -> () -> accumulate(batch, turn.pictures(), batchOfGroup));
                double own = trainer.passes().run(share, turn.everywhere(), batchOfGroup == group - 1);
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

        private double accumulate(Batch<T> batch, long ofAll, int batchOfGroup) {
            samples = LongStream.of(batch.indices()).boxed().toList();
            double weight = batch.size() == ofAll ? 1.0 / group : 1.0 / group * batch.size() / ofAll;
            long seed = seed(NETWORK, batchOfGroup);
            return trainer.accumulate(
                    preparation.prepare(batch, before.epoch(), seed(MIXING, batchOfGroup)),
                    weight,
                    processes.size() == 1 ? seed : Seeds.derive(seed, processes.rank()));
        }

        private long seed(long purpose, int batchOfGroup) {
            return Seeds.derive(recipe.seed(), before.update(), batchOfGroup, purpose);
        }

        /** Where the update is to be left out, the rest of it is computed all the same: other processes wait for it. */
        private void requireFinite(double loss, double norm, int batchOfGroup) {
            if (failure.isPresent() || (Double.isFinite(loss) && Double.isFinite(norm))) {
                return;
            }
            List<String> names = samples.stream().map(preparation::name).toList();
            NonFiniteLossException found = new NonFiniteLossException(
                    new NonFiniteLossException.Place(
                            before.epoch(),
                            before.batch() + batchOfGroup,
                            before.update() + 1,
                            seed(NETWORK, batchOfGroup),
                            loss,
                            norm),
                    names,
                    samples,
                    NonFiniteLossException.advice(recipe, control.isResumable()));
            if (control.nonFinite() == NonFinitePolicy.STOP || lostInARow >= NonFinitePolicy.MOST_IN_A_ROW) {
                throw found;
            }
            failure = Optional.of(found);
        }

        private void learn(double rate, boolean overflowed) {
            if (failure.isPresent()) {
                trainer.skip();
                lost++;
                lostInARow++;
                lastLost = failure;
                LOG.warn(
                        "an update was left out, {} so far: {}",
                        lost,
                        failure.get().place());
            } else if (overflowed) {
                trainer.skip();
            } else {
                trainer.update(rate, before.update() + 1);
                lostInARow = 0;
            }
        }
    }
}
