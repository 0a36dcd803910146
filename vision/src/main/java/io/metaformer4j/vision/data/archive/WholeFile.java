package io.metaformer4j.vision.data.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Small files that get their name only when they are whole; until then they have a hidden one. */
public final class WholeFile {

    private WholeFile() {}

    /**
     * Writes a file, or replaces it.
     *
     * @param file where it goes, in a folder that exists
     * @param content what it holds
     * @throws IOException if it cannot be written; nothing is left behind then
     */
    public static void write(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".part-" + UUID.randomUUID());
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
