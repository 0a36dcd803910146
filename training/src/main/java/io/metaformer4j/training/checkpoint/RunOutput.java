package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.training.network.Trainable;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.NetworkTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run leaves in its folder: checkpoints, log and results. Of several processes that train together the first one writes;
 * the others read the folder at most, and what they are told to write is not even made.
 */
public final class RunOutput implements AutoCloseable {

    private final Path path;
    private final Optional<RunFolder> folder;
    private final CheckpointStore checkpoints;
    private final ResultFiles files;
    private final Optional<Resumption> from;
    private Optional<TrainingLog> log = Optional.empty();

    private RunOutput(
            Path path, Optional<RunFolder> folder, CheckpointStore checkpoints, Optional<CheckpointStore.Found> found) {
        this.path = path;
        this.folder = folder;
        this.checkpoints = checkpoints;
        this.files = new ResultFiles(path);
        this.from = found.map(Resumption::new);
    }

    /**
     * The output of a new run.
     *
     * @param path the folder, created if need be
     * @param keep how many of the latest checkpoints are kept
     * @param writes whether this process is the one that writes
     * @throws io.metaformer4j.zoo.MetaFormerException if the folder holds a run or results already, or another training uses it
     */
    public static RunOutput start(Path path, int keep, boolean writes) throws IOException {
        CheckpointStore checkpoints = new CheckpointStore(path, keep);
        if (!writes) {
            return new RunOutput(path, Optional.empty(), checkpoints, Optional.empty());
        }
        RunFolder folder = RunFolder.create(path);
        try {
            folder.clean();
            folder.requireUnused();
        } catch (IOException | RuntimeException | Error e) {
            folder.abandon();
            throw e;
        }
        return new RunOutput(path, Optional.of(folder), checkpoints, Optional.empty());
    }

    /**
     * The output of a run that goes on from its newest checkpoint.
     *
     * @param path the folder
     * @param keep how many of the latest checkpoints are kept
     * @param writes whether this process is the one that writes
     * @throws io.metaformer4j.zoo.MetaFormerException if there is no checkpoint, or another training uses the folder
     */
    public static RunOutput resume(Path path, int keep, boolean writes) throws IOException {
        CheckpointStore checkpoints = new CheckpointStore(path, keep);
        if (!writes) {
            RunFolder.requireFolder(path);
            return new RunOutput(path, Optional.empty(), checkpoints, Optional.of(found(path, checkpoints)));
        }
        RunFolder folder = RunFolder.existing(path);
        try {
            folder.clean();
            return new RunOutput(path, Optional.of(folder), checkpoints, Optional.of(found(path, checkpoints)));
        } catch (IOException | RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private static CheckpointStore.Found found(Path path, CheckpointStore checkpoints) throws IOException {
        return checkpoints.latest().orElseThrow(() -> SavedRun.nothing(path));
    }

    /** From where the run goes on; empty for a new one. */
    public Optional<Resumption> from() {
        return from;
    }

    /**
     * Opens the log, when nothing else can go wrong, and keeps the checkpoints that were the best by it.
     *
     * @param kept which checkpoints are kept
     * @param metrics what the validation measures; empty without one
     */
    public void open(CheckpointSelection kept, List<Metric> metrics) throws IOException {
        if (folder.isPresent()) {
            log = Optional.of(
                    from.isPresent()
                            ? from.get().state().log().resume(path, metrics)
                            : TrainingLog.create(path, metrics));
            checkpoints.keepBest(log.get().best(kept));
        }
    }

    /** The log so far, as a checkpoint holds it. */
    public SavedLog log() {
        return SavedLog.of(log.map(TrainingLog::text).orElse(""));
    }

    /** Writes the recipe, in place of an older one. */
    public void writeRecipe(TrainingRecipe recipe) throws IOException {
        if (folder.isPresent()) {
            files.writeRecipe(recipe);
        }
    }

    /** Writes the latest checkpoint and returns its file; empty if another process does. */
    public Optional<Path> save(TrainingState state, NetworkTrainer trainer, boolean interrupted) throws IOException {
        return folder.isPresent()
                ? Optional.of(checkpoints.save(state.content(trainer), state.position(), interrupted))
                : Optional.empty();
    }

    /** Writes the checkpoint of an epoch that is measured next and returns its file; empty if another process does. */
    public Optional<Path> saveUnmeasured(TrainingState state, NetworkTrainer trainer) throws IOException {
        return folder.isPresent()
                ? Optional.of(checkpoints.saveUnmeasured(state.content(trainer), state.position()))
                : Optional.empty();
    }

    /** Takes the latest checkpoint out of the run, and says whether there is another; never, if another process writes. */
    public boolean setAsideLatest() throws IOException {
        return folder.isPresent() && checkpoints.setAsideLatest();
    }

    /** Writes a checkpoint within an epoch and returns its file; empty if another process does. */
    public Optional<Path> saveRecovery(TrainingState state, NetworkTrainer trainer) throws IOException {
        return folder.isPresent()
                ? Optional.of(checkpoints.saveRecovery(state.content(trainer), state.position()))
                : Optional.empty();
    }

    /** Notes that the run was asked to stop at its latest checkpoint. */
    public void noteInterruption() throws IOException {
        if (folder.isPresent()) {
            checkpoints.noteInterruption();
        }
    }

    /** Adds an epoch to the log. */
    public void add(EpochReport report) throws IOException {
        if (log.isPresent()) {
            log.get().add(report);
        }
    }

    /**
     * Writes the best checkpoint, if the epoch that ended is the best, and then notes its metrics, so that it is never missed.
     *
     * @param report the epoch that ended
     * @param kept which checkpoints are kept
     * @param state the run after the report
     * @param trainer the network
     */
    public void noteMetrics(EpochReport report, CheckpointSelection kept, TrainingState state, NetworkTrainer trainer)
            throws IOException {
        if (log.isEmpty()) {
            return;
        }
        if (report.best()) {
            checkpoints.saveBest(state.content(trainer));
        }
        if (report.metrics().isPresent()) {
            checkpoints.keepBest(log.get().best(kept));
            checkpoints.noteMetrics(report.metrics().get());
        }
    }

    /** Writes the result: weights and model file. */
    public void writeModel(Trainable network, TrainingState state, Optional<Metrics> metrics) throws IOException {
        if (folder.isPresent()) {
            files.writeModel(network, state, metrics);
        }
    }

    /** Leaves nothing behind of a run that did not begin. */
    public void abandon() throws IOException {
        if (folder.isPresent()) {
            folder.get().abandon();
        }
    }

    @Override
    public void close() throws IOException {
        if (log.isPresent()) {
            log.get().close();
        }
        if (folder.isPresent()) {
            folder.get().close();
        }
    }
}
