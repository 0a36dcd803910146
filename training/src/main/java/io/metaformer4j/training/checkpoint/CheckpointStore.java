package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run in its folder: {@code checkpoint-<update>.pth}, the latest and the best few of them,
 * {@code best.pth}, and within an epoch {@code recovery-<update>.pth}, which goes when one of the others is there. One whose
 * network turned out to answer nothing is called {@code diverged-<update>.pth} and belongs to the run no more. A file
 * appears under its name only when it is complete and was read back, and old ones go only after that, so a run can be killed
 * at any moment.
 */
public final class CheckpointStore {

    /** File name of the best checkpoint. */
    public static final String BEST = "best.pth";

    private static final String EPOCH = "checkpoint-";
    private static final String RECOVERY = "recovery-";
    private static final String ASIDE = "diverged-";
    private static final Pattern NAME = Pattern.compile("(" + EPOCH + "|" + RECOVERY + ")(\\d{1,18})\\.pth");
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

    private final Path folder;
    private final int keep;
    private Set<Long> best = Set.of();
    private Optional<LastCheckpoint> last = Optional.empty();

    /** The checkpoints in a folder, of which the latest {@code keep} are kept. */
    public CheckpointStore(Path folder, int keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /**
     * A checkpoint that can be read, and what it says about the run.
     *
     * @param checkpoint the file, whose tensors are read when they are asked for
     * @param state what it says about the run, without its tensors
     * @param metrics what was measured of the network of the checkpoint, if it was already, as {@link Metrics#toData()}
     */
    public record Found(Checkpoint checkpoint, TrainingState state, Optional<Map<String, Object>> metrics) {}

    /** Writes the latest checkpoint, then its note, and only then removes those that are too old. */
    public Path save(Map<String, Object> content, RunPosition position, boolean interrupted) throws IOException {
        Path file = write(EPOCH, content, position, interrupted);
        prune(position.update());
        return file;
    }

    /**
     * Writes the checkpoint of an epoch that is measured next, and its note. All others stay until {@link #noteMetrics}: if the
     * network has diverged, the run goes on from the one before.
     */
    public Path saveUnmeasured(Map<String, Object> content, RunPosition position) throws IOException {
        return write(EPOCH, content, position, false);
    }

    /**
     * Takes the latest checkpoint out of the run, as its network is useless. It gets the name {@link #asideName}, by which nothing
     * goes on from it, and one that has such a name is removed.
     *
     * @return whether the run has another checkpoint
     */
    public boolean setAsideLatest() throws IOException {
        if (last.isPresent()) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path older : all.filter(CheckpointStore::isAside).toList()) {
                    Files.deleteIfExists(older);
                }
            }
            Files.move(
                    folder.resolve(last.get().file()),
                    folder.resolve(asideName(last.get().update())),
                    StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(folder.resolve(LastCheckpoint.FILE_NAME));
            last = Optional.empty();
        }
        return !files(folder).isEmpty();
    }

    /** The name of a checkpoint that was set aside, after so many updates. */
    public static String asideName(long update) {
        return ASIDE + update + ".pth";
    }

    private static boolean isAside(Path file) {
        return file.getFileName().toString().matches(ASIDE + "\\d{1,18}\\.pth")
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Writes a checkpoint within an epoch, then its note, and only then removes the one before it there; others stay. */
    public Path saveRecovery(Map<String, Object> content, RunPosition position) throws IOException {
        Path file = write(RECOVERY, content, position, false);
        for (Path other : files(folder)) {
            if (isRecovery(other) && !other.equals(file)) {
                Files.deleteIfExists(other);
            }
        }
        return file;
    }

    private Path write(String prefix, Map<String, Object> content, RunPosition position, boolean interrupted)
            throws IOException {
        Path file = folder.resolve(prefix + position.update() + ".pth");
        RunFolder.requireFile(file);
        TorchWriter.write(file, content);
        note(LastCheckpoint.of(file, position, interrupted));
        return file;
    }

    /** Notes that the run was asked to stop at its latest checkpoint. */
    public void noteInterruption() throws IOException {
        if (last.isPresent()) {
            note(last.get().withInterrupted());
        }
    }

    /** Notes what was measured of the latest checkpoint, and removes those that are old and no longer among the best. */
    public void noteMetrics(Metrics metrics) throws IOException {
        if (last.isPresent()) {
            note(last.get().withMetrics(metrics));
            prune(last.get().update());
        }
    }

    /**
     * Keeps some checkpoints from now on, however old they get.
     *
     * @param updates the updates after which they were written; those that were named before count no more
     */
    public void keepBest(Set<Long> updates) {
        best = Set.copyOf(updates);
    }

    private void note(LastCheckpoint note) throws IOException {
        note.write(folder);
        last = Optional.of(note);
    }

    /** Keeps the best and the latest checkpoints up to an update; what claims to be from after it is damaged, or the run would be there. */
    private void prune(long update) throws IOException {
        int kept = 0;
        for (Path file : files(folder)) {
            boolean known = !isRecovery(file) && number(file) <= update;
            if (known && (kept < keep || best.contains(number(file)))) {
                kept++;
            } else {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Writes the best checkpoint. */
    public void saveBest(Map<String, Object> content) throws IOException {
        TorchWriter.write(folder.resolve(BEST), content);
    }

    /**
     * Finds the checkpoint that is furthest in the run, whatever the files are called; damaged ones are passed over with a
     * warning.
     *
     * @return the checkpoint, or empty if there is no file at all
     * @throws MetaFormerException if there are files but none can be read
     */
    public Optional<Found> latest() throws IOException {
        Optional<LastCheckpoint> note = LastCheckpoint.of(folder);
        List<Path> all = files(folder);
        List<Found> readable = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : all) {
            try {
                readable.add(read(file, note));
            } catch (MetaFormerException | IOException e) {
                String problem = e instanceof MetaFormerException ? e.getMessage() : e.toString();
                LOG.warn("{}; falling back to an older checkpoint", problem);
                problems.add(problem);
            }
        }
        if (readable.isEmpty() && !problems.isEmpty()) {
            throw unreadable(all.size(), problems.get(0));
        }
        Optional<Found> furthest = readable.stream()
                .max(Comparator.<Found>comparingLong(
                                found -> found.state().position().update())
                        .thenComparingInt(found -> found.state().position().epoch()));
        if (furthest.isPresent()) {
            Path file = furthest.get().checkpoint().path();
            last = note.filter(n -> n.describes(file));
            if (last.isEmpty()) {
                last = Optional.of(
                        LastCheckpoint.of(file, furthest.get().state().position(), false));
            }
        }
        return furthest;
    }

    /** What the newest checkpoint says that can be opened, without a look at all its bytes. */
    Optional<TrainingState> newestState() throws IOException {
        List<String> problems = new ArrayList<>();
        List<Path> all = files(folder);
        for (Path file : all) {
            try {
                return Optional.of(TrainingState.read(Checkpoints.open(file)));
            } catch (MetaFormerException | IOException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw unreadable(all.size(), problems.get(0));
        }
        return Optional.empty();
    }

    private MetaFormerException unreadable(int files, String problem) {
        return new MetaFormerException(
                "none of the " + files + " checkpoints in '" + folder + "' can be read: " + problem);
    }

    private static Found read(Path file, Optional<LastCheckpoint> note) throws IOException {
        Optional<LastCheckpoint> own = note.filter(n -> n.describes(file));
        if (own.isPresent()) {
            own.get().requireIntact(file);
        }
        Checkpoint checkpoint = Checkpoints.open(file);
        checkpoint.tensors().values().forEach(WeightTensor::bytes); // checks every checksum
        return new Found(checkpoint, TrainingState.read(checkpoint), own.flatMap(LastCheckpoint::scores));
    }

    /** The checkpoints of a folder by the number in the name as a number, not as text; the newest first. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> number(file) >= 0 && Files.isRegularFile(file))
                    .sorted(Comparator.comparingLong(CheckpointStore::number)
                            .reversed()
                            .thenComparing(CheckpointStore::isRecovery))
                    .toList();
        }
    }

    /** The updates before a checkpoint, which its name tells; below 0 if the file is none. */
    static long number(Path file) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(2)) : -1;
    }

    /** Whether a checkpoint is from within an epoch. */
    static boolean isRecovery(Path file) {
        return file.getFileName().toString().startsWith(RECOVERY);
    }
}
