package io.metaformer4j.training;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.Checkpoints;
import io.metaformer4j.weights.TorchWriter;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run in its folder: {@code checkpoint-<update>.pth}, the latest few of them, and {@code best.pth}. A
 * file appears under its name only when it is complete and was read back, and old ones go only after that, so a run can be
 * killed at any moment.
 */
final class CheckpointStore {

    static final String BEST = "best.pth";
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})\\.pth");
    private static final Duration STALE = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

    private final Path folder;
    private final int keep;

    CheckpointStore(Path folder, int keep) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.keep = keep;
        removeStaleTemporaries();
    }

    /** A checkpoint that can be read, and what it says about the run. */
    record Found(Checkpoint checkpoint, TrainingState state) {}

    /** Writes the latest checkpoint, then its note, and only then removes those that are too old. */
    Path save(Map<String, Object> content, Progress progress, boolean interrupted) throws IOException {
        Path file = folder.resolve("checkpoint-" + progress.update() + ".pth");
        TorchWriter.write(file, content);
        LastCheckpoint.of(file, progress, interrupted).write(folder);
        prune(progress.update());
        return file;
    }

    /** Keeps the latest checkpoints up to an update; what claims to be from after it is damaged, or the run would be there. */
    private void prune(long update) throws IOException {
        int kept = 0;
        for (Path file : newestFirst()) {
            if (number(file) <= update && kept < keep) {
                kept++;
            } else {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Writes the best checkpoint. */
    void saveBest(Map<String, Object> content) throws IOException {
        TorchWriter.write(folder.resolve(BEST), content);
    }

    /**
     * Finds the checkpoint that is furthest in the run, whatever the files are called; damaged ones are passed over with a
     * warning.
     *
     * @return the checkpoint, or empty if there is no file at all
     * @throws MetaFormerException if there are files but none can be read
     */
    Optional<Found> latest() throws IOException {
        List<Path> all = newestFirst();
        List<Found> readable = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : all) {
            try {
                readable.add(read(file));
            } catch (MetaFormerException e) {
                LOG.warn("{}; falling back to an older checkpoint", e.getMessage());
                problems.add(e.getMessage());
            }
        }
        if (readable.isEmpty() && !problems.isEmpty()) {
            throw new MetaFormerException(
                    "none of the " + all.size() + " checkpoints in '" + folder + "' can be read: " + problems.get(0));
        }
        return readable.stream()
                .max(Comparator.comparingLong(found -> found.state().progress().update()));
    }

    private Found read(Path file) throws IOException {
        Optional<LastCheckpoint> last = LastCheckpoint.of(folder);
        if (last.isPresent()) {
            last.get().requireIntact(file);
        }
        Checkpoint checkpoint = Checkpoints.open(file);
        checkpoint.tensors().values().forEach(WeightTensor::bytes); // checks every checksum
        return new Found(checkpoint, TrainingState.read(checkpoint));
    }

    /** By the number in the name as a number, not as text. */
    private List<Path> newestFirst() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> number(file) >= 0)
                    .sorted(Comparator.comparingLong(CheckpointStore::number).reversed())
                    .toList();
        }
    }

    private static long number(Path file) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** What a killed run left half written. */
    private void removeStaleTemporaries() throws IOException {
        Instant limit = Instant.now().minus(STALE);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().contains(".tmp-"))
                    .toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
