package io.metaformer4j.cli.output;

import io.metaformer4j.weights.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files that are either complete or not there. */
public final class WholeFile {

    private WholeFile() {}

    /**
     * Refuses a place where no file can be written, before long work is done for nothing.
     *
     * @param file the file to create or replace
     * @throws MetaFormerException if it is a folder, or its folder does not exist or must not be written to
     */
    public static void requireWritable(Path file) {
        if (file.toString().isEmpty()) {
            throw new MetaFormerException("the name of the output file is empty; give it a name");
        }
        if (Files.isDirectory(file)) {
            throw new MetaFormerException("output '" + file + "' is a folder; name a file in it");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new MetaFormerException("output '" + file + "' cannot be written: there is no folder '" + folder
                    + "'; create it or choose another");
        }
        if (!Files.isWritable(folder)) {
            throw new MetaFormerException("output '" + file + "' cannot be written: no permission for folder '" + folder
                    + "'; change its mode or choose another");
        }
    }

    /**
     * Writes a file under a temporary name, flushes it and renames it.
     *
     * @param file the file to create or replace
     * @param content its content
     * @throws IOException if it cannot be written; an older file is then still whole
     */
    public static void write(Path file, byte[] content) throws IOException {
        AtomicFile.write(
                file,
                channel -> {
                    ByteBuffer bytes = ByteBuffer.wrap(content);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                },
                written -> {});
    }
}
