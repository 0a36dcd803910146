package io.metaformer4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Replaces a file only by a complete one.
 *
 * <p>The content goes to {@code name.tmp-<process>-<random>} in the same folder, is forced to disk and checked, and
 * is then renamed over the target; last, the folder is forced. Whatever interrupts this, the target is either the old
 * file or the new one. Readers that mapped the old file keep it.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /** The content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes the content.
         *
         * @param channel an empty file, open for writing
         * @throws IOException if it cannot be written
         */
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Looks at the finished file before it replaces the old one. */
    @FunctionalInterface
    public interface Check {
        /**
         * Reads the file back.
         *
         * @param written the complete file under its temporary name
         * @throws IOException if it is not what was meant
         */
        void check(Path written) throws IOException;
    }

    /**
     * Replaces a file.
     *
     * @param target the file to create or replace; its folder must exist
     * @param content what to write
     * @param check what to do with the result before it counts
     * @throws IOException if it cannot be written or the check fails; an older file is then unchanged
     */
    public static void write(Path target, Content content, Check check) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        String suffix = ".tmp-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        Path temporary = folder.resolve(target.getFileName() + suffix);
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException e) { // "No space left on device" does not say for which file
                throw (IOException) new FileSystemException(target.toString(), null, e.getMessage()).initCause(e);
            }
            check.check(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(folder);
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes the rename itself durable where the system can open folders; elsewhere the rename alone has to do. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open folders; the new file itself was forced above.
        }
    }
}
