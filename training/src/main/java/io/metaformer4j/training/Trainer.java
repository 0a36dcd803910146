package io.metaformer4j.training;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.DataFingerprint;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.checkpoint.Resumption;
import io.metaformer4j.training.checkpoint.RunOrigin;
import io.metaformer4j.training.checkpoint.RunOutput;
import io.metaformer4j.training.checkpoint.TrainingState;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.BatchPreparation;
import io.metaformer4j.training.step.EpochTrainer;
import io.metaformer4j.training.step.NetworkTrainer;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Trains a network by a recipe.
 *
 * <p>After every epoch, before it is validated, a checkpoint is written to the output folder, from which {@link #resume}
 * continues as if there had been no interruption: on the processor, with the same number of threads, bit for bit. At the end
 * the folder holds {@code model.safetensors} (the average, if weights are averaged), {@code model.json}, {@code recipe.json},
 * {@code log.csv} and, in the columns of timm, {@code summary.csv}.
 *
 * <p>Several processes of a {@link RankGroup} train together: each reads its share of every batch, and all make the same updates
 * from the sum of their gradients.
 *
 * <p>Belongs to one thread, except {@link #requestStop()}. Owns native memory until it is closed.
 */
public final class Trainer implements AutoCloseable {

    private final TrainingRecipe recipe;
    private final ModelDescription model;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final RunOutput output;
    private final RankGroup ranks;
    private final DataFingerprint data;
    private final NetworkTrainer networkTrainer;
    private final EpochTrainer<?> epochs;
    private final RunSaves saves;
    private final RunValidation validation;
    private final boolean fineTuned;
    private final RunOrigin origin;
    private final List<String> changes;
    private RunPosition position;
    private OptionalDouble unreportedRate; // of the epoch that ended before the run was resumed
    private Optional<Metrics> knownMetrics; // of the checkpoint that the run is resumed from
    private Optional<Metrics> lastMetrics = Optional.empty();
    private volatile boolean stopRequested;

    private <T> Trainer(TrainingTask<T> task, RunOutput output, RankGroup ranks, Resumption.Terms terms)
            throws IOException {
        this.recipe = task.recipe();
        this.output = output;
        this.ranks = ranks;
        Optional<Resumption> from = output.from();
        this.model =
                task.model().withArchitecture(recipe.regularized(task.model().architecture()));
        this.data = DataFingerprint.of(task.data(), task.objective()::fingerprint);
        from.ifPresent(resumption -> resumption.compare(model, recipe, data, terms));
        this.changes = from.map(Resumption::changes).orElse(List.of());
        this.knownMetrics = from.flatMap(resumption -> resumption.metrics(task.measured()));
        this.fineTuned =
                from.map(f -> f.state().fineTuned()).orElse(task.weights().isPresent());
        this.origin = from.map(f -> f.state().origin())
                .orElseGet(() -> task.settings().origin().startingWith(task.weights()));
        this.position = from.map(f -> f.position(task.output().resolve(CheckpointStore.BEST)))
                .orElse(RunPosition.START);
        this.unreportedRate = from.map(Resumption::unreportedRate).orElse(OptionalDouble.empty());
        BatchPreparation<T> preparation = new BatchPreparation<>(
                model, recipe, task.objective(), task.data(), task.loading(), ranks.part(), task.transform());
        TrainableFactory networks =
                RankAgreement.require(ranks, task, model, data, terms + " " + position + " " + knownMetrics);
        this.networkTrainer = new NetworkTrainer(
                model, recipe, task.settings().network(), task.weights(), ranks.collective(), networks);
        this.saves = new RunSaves(
                task,
                output,
                ranks,
                networkTrainer,
                this::state,
                () -> stopRequested,
                file -> listeners.forEach(listener -> listener.saved(file)));
        this.epochs = new EpochTrainer<>(recipe, preparation, networkTrainer, ranks.collective(), report -> {
            saves.follow(report);
            listeners.forEach(listener -> listener.stepped(report));
        });
        this.validation = new RunValidation(task, saves, ranks, this::measure, () -> stopRequested);
        try {
            from.ifPresent(resumption -> resumption.restore(networkTrainer, terms));
            output.open(recipe.kept(), task.measured());
        } catch (IOException | RuntimeException | Error e) {
            networkTrainer.close();
            throw e;
        }
    }

    /** As {@link #start(TrainingTask, RankGroup)}, in this process alone. */
    public static Trainer start(TrainingTask<?> task) throws IOException {
        return start(task, RankGroup.alone());
    }

    /**
     * Prepares a new run.
     *
     * @param task what to do, the same in all processes
     * @param ranks the processes that train together, which stay the caller's to leave and close; the first one alone writes
     * @return the trainer, before its first step
     * @throws IOException if the output folder cannot be used
     * @throws MetaFormerException if the folder holds a run or results already, or another training uses it, or the processes
     *     cannot do this together
     */
    public static Trainer start(TrainingTask<?> task, RankGroup ranks) throws IOException {
        RunOutput output = RunOutput.start(task.output(), task.settings().keep(), ranks.isFirst());
        return begun(task, output, ranks, Resumption.Terms.EXACT);
    }

    private static Trainer begun(TrainingTask<?> task, RunOutput output, RankGroup ranks, Resumption.Terms terms)
            throws IOException {
        try {
            return new Trainer(task, output, ranks, terms);
        } catch (IOException | RuntimeException | Error e) {
            output.abandon();
            throw e;
        }
    }

    /** As {@link #resume(TrainingTask, Resumption.Terms, RankGroup)}, exactly as it was, in this process alone. */
    public static Trainer resume(TrainingTask<?> task) throws IOException {
        return resume(task, Resumption.Terms.EXACT);
    }

    /** As {@link #resume(TrainingTask, Resumption.Terms, RankGroup)}, in this process alone. */
    public static Trainer resume(TrainingTask<?> task, Resumption.Terms terms) throws IOException {
        return resume(task, terms, RankGroup.alone());
    }

    /**
     * Prepares the continuation of a run from its newest checkpoint. The recipe may differ, see {@link #changes()}.
     *
     * @param task what to do from now on, the same in all processes
     * @param terms what may be other than before, and what begins anew; the same in all processes
     * @param ranks the processes that train together, which stay the caller's to leave and close; all must see the folder
     * @return the trainer, where the run stopped
     * @throws IOException if the output folder cannot be used
     * @throws MetaFormerException if there is no checkpoint, or it belongs to another model or other data, or the recipe
     *     cannot change in this way
     */
    public static Trainer resume(TrainingTask<?> task, Resumption.Terms terms, RankGroup ranks) throws IOException {
        RunOutput output = RunOutput.resume(task.output(), task.settings().keep(), ranks.isFirst());
        return begun(task, output, ranks, terms);
    }

    /** Sentences on what is other than when the run began, such as the number of epochs; empty for a new run. */
    public List<String> changes() {
        return changes;
    }

    /** Adds what follows the run, and returns this trainer. */
    public Trainer listen(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Asks the run to save a checkpoint after the current update and to return. May be called from any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /**
     * Trains to the end, or until a stop is requested.
     *
     * @return how it ended
     * @throws IOException if a checkpoint cannot be written
     * @throws NonFiniteLossException if a loss or gradient is not finite, unless that is to be left out, or the network gives
     *     no finite answers any more
     */
    public TrainingResult run() throws IOException {
        output.writeRecipe(recipe);
        listeners.forEach(listener -> listener.started(recipe, position));
        boolean going = !position.isReportDue() || report(Duration.ZERO, new SkippedSamples(0, List.of()));
        while (going && position.epoch() < recipe.totalEpochs()) {
            going = trainEpoch();
        }
        if (going) {
            Optional<Metrics> metrics = lastMetrics.isPresent() ? lastMetrics : validation.measure(position);
            output.writeModel(networkTrainer.result(), state(position), metrics);
        }
        ranks.meet(); // now all of them can read what the first one has written
        return new TrainingResult(going, position);
    }

    /** Trains the rest of the current epoch; returns false if it was interrupted. */
    private boolean trainEpoch() throws IOException {
        long start = System.nanoTime();
        EpochTrainer.Outcome outcome;
        try {
            outcome = epochs.train(position, saves);
        } catch (NonFiniteLossException e) {
            throw saves.explained(e);
        }
        position = outcome.position();
        networkTrainer.shareStatistics();
        if (!outcome.ended() && saves.holds(position)) {
            output.noteInterruption(); // nothing was learnt since the checkpoint
            return false;
        } else if (!outcome.ended()) {
            saves.saveInterrupted(position);
            return false;
        }
        position = position.nextEpoch();
        saves.saveEpoch(position, validation.isDue(position.epoch()));
        return report(Duration.ofNanos(System.nanoTime() - start), outcome.skipped());
    }

    /** Validates and reports the epoch that has ended, whose checkpoint is written; returns false if that was interrupted. */
    private boolean report(Duration time, SkippedSamples skipped) throws IOException {
        int ended = position.epoch();
        lastMetrics = validation.ofEpoch(position, knownMetrics);
        if (ranks.any(stopRequested)) {
            output.noteInterruption(); // the validation is done when the run is resumed
            return false;
        }
        boolean told = knownMetrics.isPresent();
        knownMetrics = Optional.empty();
        position = position.evaluated(recipe, lastMetrics);
        double rate = unreportedRate.orElse(recipe.lastRate(ended - 1, data.samples(), position.plateau()));
        EpochReport report = EpochReport.of(position, recipe.totalEpochs(), rate, lastMetrics, time, skipped);
        output.add(report);
        position = position.reported(recipe, lastMetrics);
        unreportedRate = OptionalDouble.empty();
        output.noteMetrics(report, recipe.kept(), state(position), networkTrainer);
        if (!told) {
            listeners.forEach(listener -> listener.epochEnded(report));
        }
        return true;
    }

    /**
     * Measures the network that is the result so far, before the run or behind it; all processes do so together.
     *
     * @param evaluation measures it, and need not be that of the task
     * @return how well it does
     * @throws MetaFormerException if the evaluation measures something else than its metrics
     */
    public Metrics measure(Evaluation evaluation) {
        return networkTrainer.measure(evaluation, model.preprocessing());
    }

    private TrainingState state(RunPosition at) {
        return new TrainingState(model, recipe, at, data, fineTuned, output.log(), origin);
    }

    /**
     * The network that is the result so far: the averaged one if the recipe averages weights.
     *
     * @return the network, which stays the trainer's
     */
    public Trainable network() {
        return networkTrainer.result();
    }

    @Override
    public void close() {
        try (output) {
            networkTrainer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
