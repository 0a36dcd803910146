package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the newest checkpoint says about its run.
 *
 * @param model the model
 * @param recipe the recipe
 * @param position where the run stands
 */
public record SavedRun(ModelDescription model, TrainingRecipe recipe, RunPosition position) {

    private static final Logger LOG = LoggerFactory.getLogger(SavedRun.class);

    /**
     * Looks at the run in a folder, for instance to resume it with some changes. Nothing is written or locked.
     *
     * @param folder folder of the run
     * @return what its newest checkpoint says that can be opened
     * @throws IOException if the folder cannot be read
     * @throws MetaFormerException if there is no checkpoint, or none can be read
     */
    public static SavedRun read(Path folder) throws IOException {
        RunFolder.requireFolder(folder);
        return find(folder).orElseThrow(() -> nothing(folder));
    }

    /**
     * As {@link #read}, of a folder that need not hold a run.
     *
     * @param folder folder that may hold a run, or may not exist
     * @return what its newest checkpoint says that can be opened; empty if there is no checkpoint at all
     * @throws IOException if the folder cannot be read
     * @throws MetaFormerException if there are checkpoints, but none can be read
     */
    public static Optional<SavedRun> find(Path folder) throws IOException {
        return Files.isDirectory(folder)
                ? new CheckpointStore(folder, 1)
                        .newestState()
                        .map(state -> new SavedRun(state.model(), state.recipe(), state.position()))
                : Optional.empty();
    }

    /**
     * The checkpoints in the folder of a run that are from the ends of its last epochs.
     *
     * @param folder folder of the run
     * @param most how many are wanted
     * @return at most that many, the latest first
     * @throws IOException if the folder cannot be read
     * @throws MetaFormerException if there is no such folder
     */
    public static List<Path> latestCheckpoints(Path folder, int most) throws IOException {
        return epochs(folder).filter(SavedRun::isEndOfEpoch).limit(most).toList();
    }

    /**
     * The checkpoints in the folder of a run that are from the ends of its best epochs, by the metric that its recipe goes by.
     *
     * @param folder folder of the run
     * @param most how many are wanted
     * @return at most that many of those that were measured, the best first, of equal ones the earlier
     * @throws IOException if the folder cannot be read
     * @throws MetaFormerException if it holds no checkpoint, or it is not known which values of the metric are better
     */
    public static List<Path> bestCheckpoints(Path folder, int most) throws IOException {
        String name = read(folder).recipe().kept().metric();
        Metric metric = ClassificationMetrics.ALL.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MetaFormerException("the run in '" + folder + "' goes by the metric '" + name
                        + "', of which nobody here knows whether more is better; take its latest checkpoints"));
        Map<Long, Double> scores = TrainingLog.scores(folder, name);
        return epochs(folder)
                .filter(file -> scores.containsKey(CheckpointStore.number(file)))
                .sorted(Comparator.comparing(
                                (Path file) -> scores.get(CheckpointStore.number(file)), metric.bestFirst())
                        .thenComparingLong(CheckpointStore::number))
                .limit(most)
                .toList();
    }

    private static Stream<Path> epochs(Path folder) throws IOException {
        RunFolder.requireFolder(folder);
        return CheckpointStore.files(folder).stream().filter(file -> !CheckpointStore.isRecovery(file));
    }

    /** A run that was stopped within an epoch leaves a checkpoint whose name does not tell. */
    private static boolean isEndOfEpoch(Path file) {
        try {
            return TrainingState.read(Checkpoints.open(file)).position().batch() == 0;
        } catch (MetaFormerException | IOException e) {
            LOG.debug("'{}' is left to those who can say what is wrong with it", file, e);
            return true;
        }
    }

    /**
     * Checks that a folder holds no run, before one is begun that would be taken for its continuation.
     *
     * @param folder folder of the new run
     * @throws IOException if the folder cannot be read
     * @throws MetaFormerException if there are checkpoints
     */
    public static void requireNone(Path folder) throws IOException {
        if (Files.isDirectory(folder) && !CheckpointStore.files(folder).isEmpty()) {
            throw occupied(folder);
        }
    }

    static MetaFormerException occupied(Path folder) {
        return new MetaFormerException(
                "folder '" + folder + "' holds checkpoints of a run; resume it, or use another folder");
    }

    /** The error for a folder without a usable checkpoint. */
    public static MetaFormerException nothing(Path folder) {
        return new MetaFormerException("folder '" + folder + "' holds no checkpoint to resume from; start a new run");
    }
}
