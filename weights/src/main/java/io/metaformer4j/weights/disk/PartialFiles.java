package io.metaformer4j.weights.disk;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The files that stand for an output until it is finished.
 *
 * @param output the output
 */
record PartialFiles(OutputFile output) {

    /** The content so far. */
    Path content() {
        return beside(".partial");
    }

    /** How far it is. */
    Path log() {
        return beside(".partial.log");
    }

    private Path beside(String ending) {
        return output.target().resolveSibling(output.target().getFileName() + ending);
    }

    /** What messages call the output. */
    String shown() {
        return "output '" + PrintableText.of(output.name().toString()) + "'";
    }

    /** What to do about an output that is not to be, or cannot be gone on with. */
    String remedy() {
        return "remove '" + PrintableText.of(content().toString()) + "' to start anew";
    }

    /** Whether there is content. */
    boolean isBegun() throws IOException {
        return Files.exists(content()) && Files.size(content()) > 0;
    }

    /** Opens or creates the content for this process alone. */
    FileChannel lock() throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    content(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw PendingFile.named(output, e);
        }
        if (!isOurs(channel)) {
            channel.close();
            throw new MetaFormerException(
                    shown() + " is being written by another process; wait for it, or choose another name");
        }
        return channel;
    }

    /** The lock ends with the channel. */
    private static boolean isOurs(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            return true; // a file system without locks
        }
    }

    /** Puts a complete file in the place of the output, with the permissions of an older one. */
    void replace(Path complete) throws IOException {
        try {
            if (Files.exists(output.target(), LinkOption.NOFOLLOW_LINKS)) {
                Optional<PreservedAttributes> older = PreservedAttributes.of(output.target());
                if (older.isPresent()) {
                    older.get().applyTo(complete);
                }
            }
            Files.move(complete, output.target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            remove();
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw PendingFile.named(output, e);
        }
        PendingFile.forceFolder(output.folder());
    }

    /** Removes both. */
    void remove() throws IOException {
        Files.deleteIfExists(content());
        Files.deleteIfExists(log());
    }
}
