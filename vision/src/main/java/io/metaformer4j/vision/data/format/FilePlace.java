package io.metaformer4j.vision.data.format;

import java.nio.file.Path;

/**
 * Where a file is.
 *
 * @param folder the folder it is in
 * @param leaf its name
 */
public record FilePlace(Path folder, String leaf) {

    /** The place of a file. */
    public static FilePlace of(Path file) {
        return file.getParent() == null || file.getFileName() == null
                ? new FilePlace(file, "")
                : new FilePlace(file.getParent(), file.getFileName().toString());
    }

    Path path() {
        return folder.resolve(leaf);
    }
}
