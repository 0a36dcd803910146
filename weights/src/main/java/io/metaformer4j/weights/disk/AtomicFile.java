package io.metaformer4j.weights.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * Replaces a file only by a complete one.
 *
 * <p>The content goes to {@code name.tmp-<process>-<random>} in the same folder, is forced to disk and checked, and
 * is then renamed over the target; last, the folder is forced. Whatever interrupts this, the target is either the old
 * file or the new one. Readers that mapped the old file keep it.
 *
 * <p>The new file has the permissions of the old one, and its owner and group where the process may set them; other hard
 * links keep the old content. A symbolic link stays and its target is replaced. What is no regular file, such as a device or a
 * named pipe, is written through and not checked; see {@link OutputFile}.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /** The content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes the content.
         *
         * @param channel an empty file, open for writing; every call writes all bytes that it is given
         * @throws IOException if it cannot be written
         */
        void writeTo(WritableByteChannel channel) throws IOException;
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
     * @throws io.metaformer4j.zoo.MetaFormerException if no file can have the target's name, see {@link OutputFile#of}
     */
    public static void write(Path target, Content content, Check check) throws IOException {
        try (PendingFile file = OutputFile.of(target).open()) {
            content.writeTo(file.channel());
            file.finish(check);
        }
    }

    /**
     * Replaces a file by bytes that need no check.
     *
     * @param target the file to create or replace; its folder must exist
     * @param content all bytes of the file
     * @throws IOException if it cannot be written; an older file is then unchanged
     * @throws io.metaformer4j.zoo.MetaFormerException if no file can have the target's name, see {@link OutputFile#of}
     */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, channel -> channel.write(ByteBuffer.wrap(content)), written -> {});
    }

    /** Writes all remaining bytes, in as many calls as the channel takes. */
    public static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
