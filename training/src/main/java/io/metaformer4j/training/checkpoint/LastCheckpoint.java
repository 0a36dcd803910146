package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.Sha256;
import io.metaformer4j.weights.json.StrictJson;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code last.json}, which names the newest complete checkpoint.
 *
 * @param file name of the checkpoint
 * @param sha256 digest of its bytes
 * @param epoch epochs that are done
 * @param update optimizer updates that are done
 * @param interrupted whether the run was asked to stop there
 * @param scores what was measured of its network, as {@link Metrics#toData()}; empty before the validation
 */
public record LastCheckpoint(
        String file, String sha256, int epoch, long update, boolean interrupted, Optional<Map<String, Object>> scores) {

    static final String FILE_NAME = "last.json";
    private static final Logger LOG = LoggerFactory.getLogger(LastCheckpoint.class);

    public LastCheckpoint {
        scores = scores.map(data -> Collections.unmodifiableMap(new LinkedHashMap<>(data)));
    }

    /** Describes a checkpoint that was just written. */
    static LastCheckpoint of(Path checkpoint, RunPosition position, boolean interrupted) throws IOException {
        return new LastCheckpoint(
                checkpoint.getFileName().toString(),
                Sha256.of(checkpoint),
                position.epoch(),
                position.update(),
                interrupted,
                Optional.empty());
    }

    LastCheckpoint withInterrupted() {
        return new LastCheckpoint(file, sha256, epoch, update, true, scores);
    }

    LastCheckpoint withMetrics(Metrics metrics) {
        return new LastCheckpoint(file, sha256, epoch, update, interrupted, Optional.of(metrics.toData()));
    }

    void write(Path folder) throws IOException {
        byte[] json = StrictJson.of(FILE_NAME, Map.of()).write(this).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(
                folder.resolve(FILE_NAME), channel -> channel.write(ByteBuffer.wrap(json)), written -> read(written));
    }

    /** Reads the file of a folder; empty if there is none, or if it cannot be read, which no checkpoint depends on. */
    public static Optional<LastCheckpoint> of(Path folder) {
        Path note = folder.resolve(FILE_NAME);
        if (!Files.exists(note)) {
            return Optional.empty();
        }
        try {
            if (!Files.isRegularFile(note)) {
                throw new MetaFormerException("'" + note + "' is no regular file");
            }
            return Optional.of(read(note));
        } catch (MetaFormerException | IOException e) {
            LOG.warn("{}; the checkpoints are looked at without it", e.getMessage());
            return Optional.empty();
        }
    }

    private static LastCheckpoint read(Path file) throws IOException {
        return StrictJson.of("'" + file + "'", Map.of()).read(Files.readAllBytes(file), LastCheckpoint.class);
    }

    /** Whether this is about a file. */
    boolean describes(Path checkpoint) {
        return file.equals(checkpoint.getFileName().toString());
    }

    /**
     * Checks the bytes of the checkpoint that this describes.
     *
     * @throws MetaFormerException if they are not those that were written
     */
    void requireIntact(Path checkpoint) throws IOException {
        if (!sha256.equals(Sha256.of(checkpoint))) {
            throw new MetaFormerException(
                    "checkpoint '" + checkpoint + "' is damaged: its SHA-256 is not the one in " + FILE_NAME);
        }
    }
}
