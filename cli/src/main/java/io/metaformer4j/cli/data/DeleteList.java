package io.metaformer4j.cli.data;

import io.metaformer4j.weights.disk.OutputFile;
import io.metaformer4j.weights.disk.PendingFile;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of broken pictures, one on a line. It will be fed to a command that removes them, so it names nothing but
 * whole files that are there, and no name that would look like several lines. Confined to one thread.
 */
final class DeleteList implements Closeable {

    private final Optional<PendingFile> file;
    private final OutputStream out;
    private int left;

    private DeleteList(Optional<PendingFile> file) {
        this.file = file;
        this.out = file.<OutputStream>map(
                        pending -> new BufferedOutputStream(Channels.newOutputStream(pending.channel())))
                .orElseGet(OutputStream::nullOutputStream);
    }

    /** Opens a list, which {@link #finish} gives its name; without a file it goes nowhere. */
    static DeleteList open(Optional<Path> file) throws IOException {
        return new DeleteList(
                file.isPresent() ? Optional.of(OutputFile.of(file.get()).open()) : Optional.empty());
    }

    /** Adds the file of a picture; what is no file of its own is counted only. */
    void add(String origin) throws IOException {
        if (isFile(origin)) {
            out.write((origin + "\n").getBytes(StandardCharsets.UTF_8));
        } else {
            left++;
        }
    }

    private static boolean isFile(String origin) {
        if (origin.indexOf('\n') >= 0 || origin.indexOf('\r') >= 0) {
            return false;
        }
        try {
            Path path = Path.of(origin);
            return path.isAbsolute() && Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    void finish() throws IOException {
        out.flush();
        if (file.isPresent()) {
            file.get().finish(written -> {});
        }
    }

    /** A sentence about broken pictures that cannot be removed as a file; empty if there is none, or no list. */
    Optional<String> note() {
        if (left == 0 || file.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(left + (left == 1 ? " broken picture is" : " broken pictures are")
                + " not in the list: inside an archive, or of a name with a line break");
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
