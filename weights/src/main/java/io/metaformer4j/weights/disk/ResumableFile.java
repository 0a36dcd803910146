package io.metaformer4j.weights.disk;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An output that takes long, is written a portion at a time, and can be gone on with after whatever ended the process.
 *
 * <p>The content goes to {@code name.partial} beside the output, and how far it is to {@code name.partial.log}; when it
 * is finished it is forced to disk and renamed, and the log is removed. What is gone on with is checked: it must be
 * made of the same things, and its bytes must be those that were written. What is no regular file, such as a pipe, is
 * written through and cannot be gone on with.
 *
 * <p>Confine it to one thread.
 */
public final class ResumableFile implements Closeable {

    private final PartialFiles files;
    private final Optional<PendingFile> through;
    private final Optional<FileChannel> file;
    private final Optional<PartialLog> log;
    private final CRC32 checksum;
    private final List<Integer> leftOut = new ArrayList<>();
    private long done;
    private long bytes;
    private boolean finished;

    private ResumableFile(OutputFile output, PendingFile through) {
        this.files = new PartialFiles(output);
        this.through = Optional.of(through);
        this.file = Optional.empty();
        this.log = Optional.empty();
        this.checksum = new CRC32();
    }

    private ResumableFile(
            PartialFiles files, FileChannel file, PartialLog log, CRC32 checksum, PartialLog.Portion portion) {
        this.files = files;
        this.through = Optional.empty();
        this.file = Optional.of(file);
        this.log = Optional.of(log);
        this.checksum = checksum;
        this.done = portion.done();
        this.bytes = portion.bytes();
        leftOut.addAll(portion.leftOut());
    }

    /**
     * Starts an output, or goes on with one.
     *
     * @param name the file to create or replace
     * @param identity what it is made of: short texts without line breaks, by the words that messages have for them
     * @param reserved bytes at its beginning that {@link #finish} fills
     * @param resume whether one that was begun is gone on with, if there is one; otherwise it is refused
     * @return the output; the caller closes it
     * @throws IOException if it cannot be read or written
     * @throws MetaFormerException if one was begun that is not to be gone on with, or cannot be, or belongs to another
     *     process
     */
    public static ResumableFile open(Path name, Map<String, String> identity, int reserved, boolean resume)
            throws IOException {
        OutputFile output = OutputFile.of(name);
        if (output.isThrough()) {
            if (reserved > 0) {
                throw new MetaFormerException("output '" + PrintableText.of(name.toString())
                        + "' is a pipe or a device, whose beginning cannot be filled in at the end; name a file");
            }
            return new ResumableFile(output, output.open());
        }
        PartialFiles files = new PartialFiles(output);
        boolean begun = files.isBegun();
        if (begun && !resume) {
            throw new MetaFormerException(
                    files.shown() + " was begun before and is not finished; resume it, or " + files.remedy());
        }
        FileChannel channel = files.lock();
        try {
            return begun ? resumed(files, identity, reserved, channel) : started(files, identity, reserved, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ResumableFile started(
            PartialFiles files, Map<String, String> identity, int reserved, FileChannel channel) throws IOException {
        channel.truncate(0); // first of all: content without a log is not gone on with
        PartialLog log = PartialLog.start(files.log(), identity, Optional.empty());
        channel.position(reserved); // nothing is written, and so begun, before the first portion
        return new ResumableFile(files, channel, log, new CRC32(), new PartialLog.Portion(0, reserved, 0, List.of()));
    }

    private static ResumableFile resumed(
            PartialFiles files, Map<String, String> identity, int reserved, FileChannel channel) throws IOException {
        Path path = files.log();
        Optional<PartialLog.Content> known = PartialLog.read(path);
        if (known.isEmpty()) {
            if (channel.size() == 0) {
                return started(files, identity, reserved, channel);
            }
            throw unusable(files, "it is not known what is in it, since '" + path + "' is missing or something else");
        }
        List<String> others = known.get().differences(identity);
        if (!others.isEmpty()) {
            throw unusable(files, "it was begun with something else (" + String.join(", ", others) + ")");
        }
        if (!known.get().isBegun(channel.size())) {
            return started(files, identity, reserved, channel);
        }
        Optional<PartialLog.Portion> stored = known.get().stored(channel, reserved);
        if (stored.isEmpty()) {
            throw unusable(files, "its bytes are not those that were written");
        }
        PartialLog.Portion last = stored.get();
        CRC32 checksum = PartialLog.checksum(channel, reserved, last.bytes());
        channel.truncate(last.bytes());
        channel.position(last.bytes());
        PartialLog log = PartialLog.start(path, identity, stored);
        return new ResumableFile(files, channel, log, checksum, last);
    }

    private static MetaFormerException unusable(PartialFiles files, String reason) {
        return new MetaFormerException(files.shown() + " cannot be gone on with: " + reason
                + "; use what it was begun with, or " + files.remedy());
    }

    /**
     * How many units are stored, of which some may have been left out.
     *
     * @return 0 for an output that starts
     */
    public long done() {
        return done;
    }

    /**
     * The length of what is stored.
     *
     * @return bytes, with those that are reserved
     */
    public long bytes() {
        return bytes;
    }

    /**
     * The units that have no place in what is stored.
     *
     * @return their numbers in order
     */
    public List<Integer> leftOut() {
        return List.copyOf(leftOut);
    }

    /**
     * Stores the next portion.
     *
     * @param portion its bytes, all of which are written
     * @param doneThen units that are stored then, in all
     * @param without units of this portion that have no place in it
     * @throws IOException if it cannot be written
     */
    public void store(ByteBuffer portion, long doneThen, List<Integer> without) throws IOException {
        checksum.update(portion.duplicate());
        bytes += portion.remaining();
        done = doneThen;
        leftOut.addAll(without);
        if (through.isPresent()) {
            AtomicFile.writeFully(through.get().channel(), portion);
            return;
        }
        try {
            AtomicFile.writeFully(file.orElseThrow(), portion);
            log.orElseThrow().add(new PartialLog.Portion(done, bytes, checksum.getValue(), without));
        } catch (IOException e) {
            throw PendingFile.named(files.output(), e);
        }
    }

    /**
     * Completes the output and gives it its name.
     *
     * @param head what stands in the reserved bytes, as many as they are
     * @param tail what comes behind all portions
     * @throws IOException if that is not possible; an older file is then unchanged
     */
    public void finish(ByteBuffer head, AtomicFile.Content tail) throws IOException {
        if (through.isPresent()) {
            tail.writeTo(through.get().channel());
            through.get().finish(written -> {});
            return;
        }
        FileChannel channel = file.orElseThrow();
        try {
            tail.writeTo(channel);
            long at = 0;
            while (head.hasRemaining()) {
                at += channel.write(head, at);
            }
            channel.force(true);
        } catch (IOException e) {
            throw PendingFile.named(files.output(), e);
        }
        finished = true;
        close();
        files.replace(files.content());
    }

    /** Makes another file of the complete content. */
    @FunctionalInterface
    public interface Rewriting {
        /**
         * Writes a file.
         *
         * @param content the complete content
         * @param target the file to create
         * @throws IOException if it cannot be written
         */
        void write(Path content, Path target) throws IOException;
    }

    /**
     * Makes another file of the complete content, which becomes the output. If that fails, the content stays and can be
     * gone on with.
     *
     * @param rewriting makes the file
     * @throws IOException if it cannot be written; an older file is then unchanged
     * @throws MetaFormerException if the output is a pipe or a device
     */
    public void finishBy(Rewriting rewriting) throws IOException {
        if (through.isPresent()) {
            throw new MetaFormerException(files.shown() + " is a pipe or a device; name a file");
        }
        file.orElseThrow().force(true);
        close(); // others may read it now
        Path output = files.output().target();
        Path target = output.resolveSibling(PendingFile.temporaryPrefix(output) + "0");
        try {
            rewriting.write(files.content(), target);
            files.replace(target);
        } finally {
            Files.deleteIfExists(target);
        }
    }

    /** Leaves what is stored, to be gone on with; nothing, if nothing is. */
    @Override
    public void close() throws IOException {
        if (through.isPresent()) {
            through.get().close();
        }
        if (log.isPresent()) {
            log.get().close();
        }
        if (file.isPresent()) {
            file.get().close();
            if (done == 0 && !finished) {
                files.remove();
            }
        }
    }
}
