package io.metaformer4j.vision.names;

import io.metaformer4j.zoo.NaturalOrder;
import java.util.Comparator;

/**
 * The path of a picture inside its data set. There may be millions of them, so it is kept in two parts, of which pictures of
 * one folder share the first.
 *
 * @param folder the folders around it, each with a slash behind it; empty if there is none
 * @param leaf name of the file
 */
public record PictureName(String folder, String leaf) {

    /** Natural order of the paths. */
    public static final Comparator<PictureName> NATURAL = (a, b) -> a.folder.equals(b.folder)
            ? NaturalOrder.INSTANCE.compare(a.leaf, b.leaf)
            : NaturalOrder.INSTANCE.compare(a.toString(), b.toString());

    /** Splits a path behind its last slash. */
    public static PictureName of(String path) {
        int leaf = path.lastIndexOf('/') + 1;
        return new PictureName(path.substring(0, leaf), path.substring(leaf));
    }

    /** The path. */
    @Override
    public String toString() {
        return folder.concat(leaf);
    }
}
