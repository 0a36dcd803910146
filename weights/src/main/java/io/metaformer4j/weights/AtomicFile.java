package io.metaformer4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
final class AtomicFile {

    private AtomicFile() {}

    /** Writes the content from the start of an empty channel. */
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Reads the finished file back; throws if it is not what was meant. */
    interface Check {
        void check(Path written) throws IOException;
    }

    static void write(Path target, Content content, Check check) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        String suffix = ".tmp-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        Path temporary = folder.resolve(target.getFileName() + suffix);
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
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
