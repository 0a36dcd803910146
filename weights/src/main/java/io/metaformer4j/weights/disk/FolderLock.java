package io.metaformer4j.weights.disk;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock on a folder between processes, which the system releases when its holder ends. While it is held, the thread does not
 * see that it was interrupted before, since that would break the files of whoever works in the folder.
 */
public final class FolderLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
    private static final String NAME = ".metaformer4j.lock";
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Optional<FileChannel> channel;
    private final boolean interrupted;

    private FolderLock(Optional<FileChannel> channel, boolean interrupted) {
        this.channel = channel;
        this.interrupted = interrupted;
    }

    /**
     * Waits for a lock that others may share.
     *
     * @param folder the folder, in which an empty file stays
     * @param remedy how to use another one, for the message
     * @return the lock, to be closed
     * @throws MetaFormerException if another process holds it for ten minutes
     */
    public static FolderLock shared(Path folder, String remedy) {
        return acquire(folder, true, remedy);
    }

    /**
     * Waits for a lock that excludes all others.
     *
     * @param folder the folder, in which an empty file stays
     * @param remedy how to use another one, for the message
     * @return the lock, to be closed
     * @throws MetaFormerException if another process holds it for ten minutes
     */
    public static FolderLock exclusive(Path folder, String remedy) {
        return acquire(folder, false, remedy);
    }

    /**
     * Whether there is a lock: some file systems have none, which is no reason not to work.
     *
     * @return false if there is none
     */
    public boolean isHeld() {
        return channel.isPresent();
    }

    private static FolderLock acquire(Path folder, boolean shared, String remedy) {
        boolean interrupted = Thread.interrupted();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (!tryLock(channel, shared)) {
                if (System.nanoTime() > deadline) {
                    close(channel);
                    throw new MetaFormerException("another process has been unpacking native libraries into '" + folder
                            + "' for " + TIMEOUT.toMinutes() + " minutes; end it if it hangs, or " + remedy);
                }
                interrupted |= pauseInterrupted();
            }
            return new FolderLock(Optional.of(channel), interrupted);
        } catch (IOException e) {
            if (channel != null) {
                close(channel);
            }
            LOG.info(
                    "folder '{}' cannot be locked ({}); should it lack native libraries, let one process unpack them first",
                    folder,
                    e.toString());
            return new FolderLock(Optional.empty(), interrupted);
        }
    }

    private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this class in another class loader of this process
        }
    }

    private static boolean pauseInterrupted() {
        try {
            Thread.sleep(POLL.toMillis());
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing was written
        }
    }

    /** Releases the lock. Its file stays: removing it could take the lock from under another process. */
    @Override
    public void close() {
        channel.ifPresent(FolderLock::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
