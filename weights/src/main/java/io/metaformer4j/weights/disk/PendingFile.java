package io.metaformer4j.weights.disk;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An output that is being written: a file under a temporary name until {@link #finish} gives it its own, or a device or pipe
 * that is written through. Failures of the disk and of the check are reported under the name that the caller gave, never
 * under the temporary one, and a file that is closed before it is finished leaves nothing behind.
 *
 * <p>Confine it to one thread.
 */
public final class PendingFile implements Closeable {

    /** Longest name of a file on the usual file systems, in bytes. */
    private static final int MAX_NAME_BYTES = 255;

    private static final int RANDOM_LETTERS = 8;

    private final OutputFile output;
    private final FileChannel file;
    private final Optional<Path> temporary;
    private final Optional<PreservedAttributes> older;

    private PendingFile(
            OutputFile output, FileChannel file, Optional<Path> temporary, Optional<PreservedAttributes> older) {
        this.output = output;
        this.file = file;
        this.temporary = temporary;
        this.older = older;
    }

    static PendingFile replacing(OutputFile output) throws IOException {
        Path temporary = output.folder().resolve(temporaryName(output.target()));
        Optional<PreservedAttributes> older = Files.exists(output.target(), LinkOption.NOFOLLOW_LINKS)
                ? PreservedAttributes.of(output.target())
                : Optional.empty();
        try {
            Set<StandardOpenOption> create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            FileChannel channel = older.isPresent()
                    ? FileChannel.open(temporary, create, PreservedAttributes.PRIVATE)
                    : FileChannel.open(temporary, create);
            return new PendingFile(output, channel, Optional.of(temporary), older);
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(output.folder().toString());
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(output.folder().toString());
        } catch (IOException e) {
            throw named(output, e);
        }
    }

    static PendingFile through(OutputFile output) throws IOException {
        int descriptor = output.descriptor().orElse(-1);
        FileChannel channel;
        if (descriptor == 1 || descriptor == 2) {
            // Opened by its name, a redirected stream would be written from its start, over what was printed before.
            FileDescriptor shared = descriptor == 1 ? FileDescriptor.out : FileDescriptor.err;
            channel = new FileOutputStream(shared).getChannel();
        } else {
            channel = FileChannel.open(
                    output.target(),
                    output.descriptor().isPresent()
                            ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                            : Set.of(StandardOpenOption.WRITE));
        }
        return new PendingFile(output, channel, Optional.empty(), Optional.empty());
    }

    /** As {@link AtomicFile} says. */
    private static String temporaryName(Path target) {
        return temporaryPrefix(target) + UUID.randomUUID().toString().substring(0, RANDOM_LETTERS);
    }

    /** What all temporary names of this process have in common; a name that leaves no room for the rest is cut. */
    static String temporaryPrefix(Path target) {
        String suffix = ".tmp-" + ProcessHandle.current().pid() + "-";
        int available = MAX_NAME_BYTES - suffix.length() - RANDOM_LETTERS;
        StringBuilder name = new StringBuilder(target.getFileName().toString());
        while (name.toString().getBytes(StandardCharsets.UTF_8).length > available) {
            name.setLength(name.offsetByCodePoints(name.length(), -1));
        }
        return name + suffix;
    }

    /**
     * Where to write. Every call writes all bytes that it is given; the channel cannot be positioned, since pipes cannot.
     *
     * @return the channel; {@link #finish} or {@link #close} closes it
     */
    public WritableByteChannel channel() {
        return new Channel();
    }

    /**
     * Forces the content to disk, has it checked, and puts it in the place of an older file, whose permissions it gets. What
     * was written through is complete already and cannot be read back.
     *
     * @param check what to do with the file under its temporary name before it counts
     * @throws IOException if it cannot be written or the check fails; an older file is then unchanged
     */
    public void finish(AtomicFile.Check check) throws IOException {
        if (temporary.isEmpty()) {
            close();
            return;
        }
        try {
            file.force(true);
            file.close();
        } catch (IOException e) {
            throw named(output, e);
        }
        Path written = temporary.get();
        try {
            check.check(written);
        } catch (ClosedChannelException e) {
            throw e; // an interrupt, which says nothing about the file
        } catch (MetaFormerException | IOException e) {
            String reason = reason(e).replace(written.toString(), output.name().toString());
            throw named(output, "read back, it is unusable: " + reason, e);
        }
        try {
            if (older.isPresent()) {
                older.get().applyTo(written);
            }
            Files.move(written, output.target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw named(output, e);
        }
        forceFolder(output.folder());
    }

    /** Drops what is not finished. */
    @Override
    public void close() throws IOException {
        int descriptor = output.descriptor().orElse(-1);
        if (descriptor == 1 || descriptor == 2) {
            return; // it belongs to the process
        }
        try {
            file.close();
        } finally {
            if (temporary.isPresent()) {
                Files.deleteIfExists(temporary.get());
            }
        }
    }

    /** Systems report a full disk without a name, or with the temporary one. */
    static IOException named(OutputFile output, IOException failure) {
        if (failure instanceof ClosedChannelException || failure instanceof AsynchronousCloseException) {
            return failure;
        }
        return named(output, reason(failure), failure);
    }

    private static FileSystemException named(OutputFile output, String reason, Exception cause) {
        FileSystemException named = new FileSystemException(output.name().toString(), null, reason);
        named.initCause(cause);
        return named;
    }

    private static String reason(Exception failure) {
        String reason = failure instanceof FileSystemException failed ? failed.getReason() : failure.getMessage();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }

    /** Makes the rename itself durable where the system can open folders; elsewhere the rename alone has to do. */
    static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open folders; the new file itself was forced above.
        }
    }

    private final class Channel implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            try {
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            } catch (IOException e) {
                throw named(output, e);
            }
            return length;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        /** Ends nothing: only the file itself knows whether it is finished. */
        @Override
        public void close() {}
    }
}
