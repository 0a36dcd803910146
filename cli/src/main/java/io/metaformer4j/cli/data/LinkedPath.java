package io.metaformer4j.cli.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a path leads behind symbolic links, whether or not it exists. */
public final class LinkedPath {

    private LinkedPath() {}

    /**
     * Whether a path lies in a folder, or is the folder.
     *
     * @param path a file or folder that may be missing, and the folders above it, too
     * @param folder a folder that exists
     * @return whether it does once all links of both are followed
     * @throws IOException if a folder cannot be looked at
     */
    public static boolean lies(Path path, Path folder) throws IOException {
        return real(path).startsWith(folder.toRealPath());
    }

    /** The path with all links followed, as far as it exists. */
    private static Path real(Path path) throws IOException {
        Path whole = path.toAbsolutePath().normalize();
        Path there = whole;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toRealPath().resolve(there.relativize(whole)).normalize();
    }
}
