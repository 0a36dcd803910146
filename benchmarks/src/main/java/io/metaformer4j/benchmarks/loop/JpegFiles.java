package io.metaformer4j.benchmarks.loop;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The pictures of the folder that the user names. */
public final class JpegFiles {

    private JpegFiles() {}

    /**
     * Finds pictures.
     *
     * @param folder where to look, at any depth
     * @return JPEG files in the order of their paths, at least one
     * @throws IOException if the folder cannot be read
     * @throws MetaFormerException if there is none
     */
    public static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            List<Path> files = entries.filter(JpegFiles::isJpeg).sorted().toList();
            if (files.isEmpty()) {
                throw new MetaFormerException("--images " + folder + " holds no .jpg or .jpeg files");
            }
            return files;
        }
    }

    private static boolean isJpeg(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return (name.endsWith(".jpg") || name.endsWith(".jpeg")) && Files.isRegularFile(file);
    }
}
