package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.ImageRejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The native library of the WebP reader. The reader unpacks it into the folder for temporary files when the first picture is
 * read; where it cannot, it prints a stack trace, so that is found out before.
 */
final class WebpLibrary {

    /** Twice what it takes on the platform where it is largest. */
    private static final long REQUIRED_BYTES = 2 << 20;

    private WebpLibrary() {}

    /** Why the library cannot be unpacked; found out once, as the reader tries once. */
    private static final class Problem {

        static final Optional<String> FOUND =
                find(System.getProperty("com.luciad.imageio.webp.tmpdir", System.getProperty("java.io.tmpdir")));

        private Problem() {}
    }

    /** Refuses the picture if the library cannot be unpacked. */
    static void requireUsable(String image) {
        if (Problem.FOUND.isPresent()) {
            throw new ImageRejectedException(image, Problem.FOUND.get());
        }
    }

    static Optional<String> find(String folder) {
        String what;
        try {
            Path path = Path.of(folder);
            if (!Files.isDirectory(path)) {
                what = "is not there";
            } else if (!Files.isWritable(path)) {
                what = "cannot be written";
            } else if (Files.getFileStore(path).getUsableSpace() < REQUIRED_BYTES) {
                what = "is full";
            } else {
                return Optional.empty();
            }
        } catch (IOException e) {
            what = "cannot be read";
        }
        return Optional.of("is WebP, whose decoder must be unpacked into the folder for temporary files, but '" + folder
                + "' " + what
                + "; repair it, or set -Djava.io.tmpdir=FOLDER (for the command in METAFORMER_JAVA_OPTS)");
    }
}
