package io.metaformer4j.training.checkpoint;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run, which one training at a time may use: it holds a lock on the file {@value #LOCK}, which the system
 * releases when the process ends, however it ends.
 */
public final class RunFolder implements AutoCloseable {

    static final String LOCK = ".lock";

    /** How the names end under which this library, and nothing else, writes files before they are complete. */
    private static final String UNFINISHED = "\\.tmp-\\d{1,19}-[0-9a-f]{8}";

    /**
     * What only a training writes, of several processes the first, which holds the lock. So whoever has the lock and writes
     * nothing yet knows that no such file is being written. The process in the name would tell less: its number may be that of
     * another one by now, as in containers, where each training has the same, or be of another machine.
     */
    private static final Pattern OF_TRAINING = Pattern.compile(
            "((checkpoint|recovery)-\\d{1,18}\\.pth|best\\.pth|last\\.json|log\\.csv|summary\\.csv)" + UNFINISHED);

    /** What may be in the making all the same, since averages and conversions are written without the lock, by any machine. */
    private static final Pattern OF_RESULTS = Pattern.compile(
            "(model\\.safetensors|model\\.json|recipe\\.json|report\\.html|args\\.yaml|train\\.log)" + UNFINISHED);

    private static final Duration STALE = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

    private final Path path;
    private final boolean created;
    private final Optional<FileChannel> lock;

    private RunFolder(Path path, boolean created) throws IOException {
        this.path = path;
        this.created = created;
        this.lock = lock(path);
        try {
            for (String name : List.of(
                    TrainingLog.FILE_NAME,
                    TimmSummary.FILE_NAME,
                    LastCheckpoint.FILE_NAME,
                    CheckpointStore.BEST,
                    ModelDescription.WEIGHTS_FILE_NAME,
                    ResultFiles.RECIPE,
                    ResultFiles.REPORT,
                    ResultFiles.ARGUMENTS,
                    ResultFiles.MESSAGES,
                    ModelDescription.FILE_NAME)) {
                requireFile(path.resolve(name));
            }
        } catch (MetaFormerException e) {
            close();
            throw e;
        }
    }

    /**
     * Refuses what a run's file cannot replace: a pipe would be waited for, and a device would swallow the results.
     *
     * @throws MetaFormerException if the name stands for something that is no regular file, also through links
     */
    static void requireFile(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new MetaFormerException(
                    "'" + file + "' is " + (Files.isDirectory(file) ? "a folder" : "a pipe or a device")
                            + ", so the run cannot write its file of this name; remove it, or use another folder");
        }
    }

    /** Opens a folder, which is created if need be. */
    public static RunFolder create(Path path) throws IOException {
        boolean absent = !Files.exists(path);
        Files.createDirectories(path);
        return new RunFolder(path, absent);
    }

    /**
     * Opens a folder that should hold a run.
     *
     * @throws MetaFormerException if there is no such folder
     */
    public static RunFolder existing(Path path) throws IOException {
        requireFolder(path);
        return new RunFolder(path, false);
    }

    static void requireFolder(Path path) {
        if (!Files.isDirectory(path)) {
            throw new MetaFormerException("there is no folder '" + path + "', so there is no checkpoint to resume from;"
                    + " check the path, or start a new run");
        }
    }

    private static Optional<FileChannel> lock(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new MetaFormerException(
                    "'" + file + "' is no regular file, so the folder cannot be locked; remove it");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("locked by this process", e);
        } catch (IOException e) {
            channel.close();
            LOG.warn("folder '{}' cannot be locked ({}); let no other training use it", folder, e.getMessage());
            return Optional.empty();
        }
        channel.close();
        throw new MetaFormerException(
                "folder '" + folder + "' is in use by another training; wait for its end, or use another folder");
    }

    Path path() {
        return path;
    }

    /**
     * Checks that a new run would overwrite nothing.
     *
     * @throws MetaFormerException if the folder holds a run or results of one
     */
    public void requireUnused() throws IOException {
        if (!CheckpointStore.files(path).isEmpty()) {
            throw SavedRun.occupied(path);
        }
        for (String name : List.of(
                CheckpointStore.BEST,
                ModelDescription.WEIGHTS_FILE_NAME,
                ModelDescription.FILE_NAME,
                ResultFiles.REPORT)) {
            if (Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw overwritten(name);
            }
        }
        if (!TrainingLog.isUnused(path)) {
            throw overwritten(TrainingLog.FILE_NAME);
        }
        if (Files.exists(path.resolve(TimmSummary.FILE_NAME), LinkOption.NOFOLLOW_LINKS)) {
            throw overwritten(TimmSummary.FILE_NAME);
        }
    }

    private MetaFormerException overwritten(String name) {
        return new MetaFormerException("folder '" + path + "' holds '" + name
                + "' already, which a new run would overwrite; move it away, or use another folder");
    }

    /**
     * Removes what a killed run left half written, before this one writes anything: what only a training writes at once, anything
     * else after an hour, as also where the folder cannot be locked.
     */
    public void clean() throws IOException {
        Instant limit = Instant.now().minus(STALE);
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                String name = file.getFileName().toString();
                boolean ofTraining = OF_TRAINING.matcher(name).matches();
                boolean abandoned = ofTraining && lock.isPresent();
                if (abandoned
                        || ((ofTraining || OF_RESULTS.matcher(name).matches())
                                && Files.getLastModifiedTime(file).toInstant().isBefore(limit))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Leaves nothing behind of a run that did not begin: removes the folder if it was created for it and is empty. */
    public void abandon() throws IOException {
        close();
        if (!created) {
            return;
        }
        TrainingLog.removeUnused(path);
        try (Stream<Path> files = Files.list(path)) {
            if (files.anyMatch(file -> !file.getFileName().toString().equals(LOCK))) {
                return;
            }
        }
        Files.deleteIfExists(path.resolve(LOCK));
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
