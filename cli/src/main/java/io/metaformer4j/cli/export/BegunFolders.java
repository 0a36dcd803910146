package io.metaformer4j.cli.export;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Folders that were not there before; those that nothing was written to go again. */
final class BegunFolders {

    /** The innermost first. */
    private final Deque<Path> made;

    private BegunFolders(Deque<Path> made) {
        this.made = made;
    }

    /** Makes none. */
    static BegunFolders none() {
        return new BegunFolders(new ArrayDeque<>());
    }

    /** Makes a folder and those above it, as far as they are missing. */
    static BegunFolders of(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
            missing.addLast(at);
        }
        Files.createDirectories(folder);
        return new BegunFolders(missing);
    }

    /** Removes those that hold nothing. */
    void removeEmpty() throws IOException {
        for (Path folder : made) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                return; // as are those above it
            }
        }
    }
}
