package io.metaformer4j.training;

import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.vision.data.Batch;
import io.metaformer4j.vision.data.Batches;
import io.metaformer4j.vision.random.Seeds;
import io.metaformer4j.weights.SafetensorsWriter;
import io.metaformer4j.weights.model.ModelFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a network by a recipe.
 *
 * <p>After every epoch a checkpoint is written to the output folder, from which {@link #resume} continues as if there had been
 * no interruption: on the processor, with the same number of threads, bit for bit. At the end the folder holds
 * {@code model.safetensors} (averaged weights if the recipe averages them), {@code model.json} and {@code log.csv}.
 *
 * <p>Belongs to one thread, except {@link #requestStop()}. Owns native memory until it is closed.
 */
public final class Trainer implements AutoCloseable {

    /** The file with the resulting weights. */
    public static final String WEIGHTS_FILE = "model.safetensors";

    /** What seeds are for; the loader has its own. */
    private static final long NETWORK = 1;

    private static final long MIXING = 2;

    private final TrainingTask task;
    private final TrainingRecipe recipe;
    private final ModelFile model;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final CheckpointStore checkpoints;
    private final DataFingerprint data;
    private final Lessons lessons;
    private final Learner learner;
    private final TrainingLog log;
    private final boolean fineTuned;
    private Progress progress;
    private Optional<Scores> lastScores = Optional.empty();
    private volatile boolean stopRequested;

    private Trainer(TrainingTask task, CheckpointStore checkpoints, Optional<CheckpointStore.Found> found)
            throws IOException {
        this.task = task;
        this.recipe = task.recipe();
        this.checkpoints = checkpoints;
        this.model = task.model()
                .withArchitecture(task.model()
                        .architecture()
                        .withRegularization(
                                recipe.regularization().stochasticDepth(),
                                recipe.regularization().headDropout()));
        this.data = DataFingerprint.of(task.data());
        this.lessons = new Lessons(task);
        found.ifPresent(f -> f.state().requireSameRun(model, recipe, data));
        this.fineTuned =
                found.map(f -> f.state().fineTuned()).orElse(task.weights().isPresent());
        this.learner = new Learner(model, recipe, task.settings().network(), task.weights());
        try {
            found.ifPresent(f -> TrainingState.restore(f.checkpoint(), learner));
            this.progress = found.map(f -> f.state().progress()).orElse(Progress.START);
            this.log = found.isPresent()
                    ? TrainingLog.resume(task.output(), found.get().state().logBytes())
                    : TrainingLog.create(task.output());
        } catch (IOException | RuntimeException e) {
            learner.close();
            throw e;
        }
    }

    /**
     * Prepares a new run.
     *
     * @param task what to do
     * @return the trainer, before its first step
     * @throws IOException if the output folder cannot be used
     * @throws MetaFormerException if the folder holds a run already
     */
    public static Trainer start(TrainingTask task) throws IOException {
        CheckpointStore checkpoints =
                new CheckpointStore(task.output(), task.settings().keep());
        if (checkpoints.latest().isPresent()) {
            throw new MetaFormerException(
                    "folder '" + task.output() + "' holds checkpoints of a run; resume it, or use another folder");
        }
        return new Trainer(task, checkpoints, Optional.empty());
    }

    /**
     * Prepares the continuation of a run from its newest checkpoint.
     *
     * @param task what to do, as it was at the start
     * @return the trainer, where the run stopped
     * @throws IOException if the output folder cannot be used
     * @throws MetaFormerException if there is no checkpoint, or it belongs to another model, recipe or data set
     */
    public static Trainer resume(TrainingTask task) throws IOException {
        CheckpointStore checkpoints =
                new CheckpointStore(task.output(), task.settings().keep());
        Optional<CheckpointStore.Found> found = checkpoints.latest();
        if (found.isEmpty()) {
            throw new MetaFormerException(
                    "folder '" + task.output() + "' holds no checkpoint to resume from; start a new run");
        }
        return new Trainer(task, checkpoints, found);
    }

    /**
     * Adds a listener.
     *
     * @param listener what follows the run
     * @return this trainer
     */
    public Trainer listen(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Asks the run to end after the current update. It saves a checkpoint and returns. May be called from any thread.
     */
    public void requestStop() {
        stopRequested = true;
    }

    /**
     * Trains to the end, or until a stop is requested.
     *
     * @return how it ended
     * @throws IOException if a checkpoint cannot be written
     * @throws NonFiniteLossException if a loss or gradient is not finite
     */
    public TrainingResult run() throws IOException {
        listeners.forEach(listener -> listener.started(recipe, progress));
        while (progress.epoch() < recipe.totalEpochs()) {
            if (!trainEpoch()) {
                save(true);
                return new TrainingResult(false, progress);
            }
        }
        export();
        return new TrainingResult(true, progress);
    }

    /** Trains the rest of the current epoch; returns false if it was interrupted. */
    private boolean trainEpoch() throws IOException {
        long start = System.nanoTime();
        int batches = lessons.loader().batches(progress.epoch());
        double rate = 0;
        try (Batches epoch = lessons.loader().epoch(progress.epoch(), progress.batch())) {
            while (progress.batch() < batches) {
                if (stopRequested) {
                    return false;
                }
                rate = update(epoch, batches);
            }
        }
        endEpoch(rate, Duration.ofNanos(System.nanoTime() - start));
        return true;
    }

    /** One optimizer update from one or several batches; returns the learning rate. */
    private double update(Batches epoch, int batches) {
        int group = Math.min(recipe.accumulation(), batches - progress.batch());
        int perEpoch = (batches + recipe.accumulation() - 1) / recipe.accumulation();
        double rate = recipe.rate(progress.epoch(), progress.update(), perEpoch);
        double losses = 0;
        long pictures = 0;
        long[] samples = {};
        for (int i = 0; i < group; i++) {
            try (Batch batch = epoch.next()) {
                samples = batch.indices().clone();
                double loss =
                        learner.accumulate(lessons.prepare(batch, batchSeed(MIXING, i)), group, batchSeed(NETWORK, i));
                requireFinite(loss, 0, i, samples);
                losses += loss * batch.size();
                pictures += batch.size();
            }
        }
        double norm = learner.clip();
        requireFinite(losses / pictures, norm, group - 1, samples);
        learner.update(rate, progress.update() + 1);
        progress = progress.afterUpdate(group, losses, pictures);
        StepReport report = new StepReport(
                progress.epoch(),
                progress.update(),
                (progress.batch() + recipe.accumulation() - 1) / recipe.accumulation(),
                perEpoch,
                progress.samples(),
                losses / pictures,
                norm,
                rate);
        listeners.forEach(listener -> listener.stepped(report));
        return rate;
    }

    private long batchSeed(long purpose, int batchOfGroup) {
        return Seeds.derive(recipe.seed(), progress.update(), batchOfGroup, purpose);
    }

    private void requireFinite(double loss, double norm, int batchOfGroup, long[] samples) {
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new NonFiniteLossException(
                    new NonFiniteLossException.Place(
                            progress.epoch(),
                            progress.batch() + batchOfGroup,
                            progress.update() + 1,
                            batchSeed(NETWORK, batchOfGroup),
                            loss,
                            norm),
                    samples);
        }
    }

    private void endEpoch(double rate, Duration time) throws IOException {
        Optional<Scores> scores = validate();
        boolean best = scores.isPresent() && scores.get().top1() > progress.bestScore();
        if (best) {
            progress = progress.withBest(scores.get().top1());
        }
        EpochReport report = new EpochReport(
                progress.epoch(),
                recipe.totalEpochs(),
                progress.update(),
                progress.samples(),
                rate,
                progress.meanLoss(),
                scores,
                best,
                time);
        log.add(report);
        listeners.forEach(listener -> listener.epochEnded(report));
        progress = progress.nextEpoch();
        Map<String, Object> content = save(false);
        if (best) {
            checkpoints.saveBest(content);
        }
    }

    private Optional<Scores> validate() {
        int ended = progress.epoch() + 1;
        boolean due = ended % task.settings().validateEvery() == 0 || ended == recipe.totalEpochs();
        lastScores = due ? measure() : Optional.empty();
        return lastScores;
    }

    private Optional<Scores> measure() {
        TorchNetwork network = learner.result();
        network.evaluate();
        return task.validation().map(validation -> validation.validate(network));
    }

    private TrainingState state() {
        return new TrainingState(model, recipe, progress, data, fineTuned, log.bytes());
    }

    private Map<String, Object> save(boolean interrupted) throws IOException {
        Map<String, Object> content = state().content(learner);
        Path file = checkpoints.save(content, progress, interrupted);
        listeners.forEach(listener -> listener.saved(file));
        return content;
    }

    /** Writes the result: weights, and a model file whose card says where they come from. */
    private void export() throws IOException {
        SafetensorsWriter.write(
                task.output().resolve(WEIGHTS_FILE), learner.result().snapshot(), Map.of("format", "pt"));
        Optional<Scores> scores = lastScores.isPresent() ? lastScores : measure();
        model.withCard(TrainingCard.of(model, state(), scores))
                .write(task.output().resolve(ModelFile.FILE_NAME));
    }

    /**
     * The network that is the result so far: the averaged one if the recipe averages weights.
     *
     * @return the network, which stays the trainer's
     */
    public TorchNetwork network() {
        return learner.result();
    }

    @Override
    public void close() {
        log.close();
        learner.close();
    }
}
