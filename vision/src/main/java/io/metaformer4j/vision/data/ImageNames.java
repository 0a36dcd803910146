package io.metaformer4j.vision.data;

import java.util.Locale;
import java.util.Set;

/** Which file names are pictures of a data set, and how they are taken apart. Names have {@code /} between folders. */
final class ImageNames {

    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "webp", "bmp", "gif");

    private ImageNames() {}

    /** The part after the last slash. */
    static String leaf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** The part before the last slash; empty if there is none. */
    static String folder(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    static boolean isHidden(String leaf) {
        return leaf.startsWith(".");
    }

    /** The part after the last dot in lower case; empty if there is none or the dot starts the name. */
    static String extension(String leaf) {
        int dot = leaf.lastIndexOf('.');
        return dot <= 0 ? "" : leaf.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    static boolean isPicture(String leaf) {
        return !isHidden(leaf) && isPictureExtension(extension(leaf));
    }

    static boolean isPictureExtension(String extension) {
        return EXTENSIONS.contains(extension);
    }

    static String pictureExtensions() {
        return "jpg, jpeg, png, webp, bmp, gif";
    }
}
