package io.metaformer4j.vision.names;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which names are pictures of a data set, and how they are taken apart. Names have {@code /} between folders. */
public final class ImageFileNames {

    /** Kinds that the decoder knows; a list, so that messages name them in this order. */
    private static final List<String> EXTENSIONS =
            List.of("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "jfif", "jpe");

    /** What file managers, storage devices, notebooks and interpreters leave behind in folders that are not theirs. */
    private static final Set<String> SYSTEM_FILES = Set.of(
            "__macosx",
            "@eadir",
            "#recycle",
            "@recycle",
            "$recycle.bin",
            "system volume information",
            "lost+found",
            "__pycache__",
            "thumbs.db",
            "desktop.ini");

    private ImageFileNames() {}

    /** The part after the last slash. */
    public static String leaf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** The part before the last slash; empty if there is none. */
    public static String folder(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    /** The folders around a file, the outermost first. */
    public static List<String> folders(String name) {
        List<String> folders = new ArrayList<>();
        int start = 0;
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', start)) {
            folders.add(name.substring(start, slash));
            start = slash + 1;
        }
        return folders;
    }

    /** Whether a file or folder is hidden, or belongs to a system rather than to the data. */
    public static boolean isHidden(String leaf) {
        return leaf.startsWith(".") || SYSTEM_FILES.contains(leaf.toLowerCase(Locale.ROOT));
    }

    /** Whether a file, or any folder around it, is hidden. */
    public static boolean isHiddenPath(String name) {
        return isHidden(leaf(name)) || folders(name).stream().anyMatch(ImageFileNames::isHidden);
    }

    /** The part after the last dot in lower case; empty if there is none or the dot starts the name. */
    public static String extension(String leaf) {
        int dot = leaf.lastIndexOf('.');
        return dot <= 0 ? "" : leaf.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Whether the extension of a file's name is that of a picture. */
    public static boolean isPicture(String leaf) {
        return !isHidden(leaf) && isPictureExtension(extension(leaf));
    }

    /** Whether an extension, in lower case and without its dot, is that of a picture. */
    public static boolean isPictureExtension(String extension) {
        return EXTENSIONS.contains(extension);
    }

    /** The extensions of pictures, for messages. */
    public static String pictureExtensions() {
        return String.join(", ", EXTENSIONS);
    }
}
