package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.data.archive.ArchiveFile;
import io.metaformer4j.vision.names.Csv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What folders, archives and tables hold, each looked through once, however many splits of the same location are opened.
 * Confined to one thread, and meant to live no longer than the opening takes.
 */
public final class PictureScans {

    private final Map<Path, PictureFinder> folders = new HashMap<>();
    private final Map<List<ArchiveFile>, ArchiveSet> archives = new HashMap<>();
    private final Map<Path, List<List<String>>> tables = new HashMap<>();

    /** How many folders, archives (those that belong together count as one) and tables have been looked through. */
    public int count() {
        return folders.size() + archives.size() + tables.size();
    }

    PictureFinder folder(Path root) throws IOException {
        return once(folders, root, PictureFinder::walk);
    }

    /** What several archives hold that belong together. */
    ArchiveSet archives(List<ArchiveFile> files) throws IOException {
        return once(archives, files, ArchiveScans::of);
    }

    /** The cells of a table of pictures and their labels. */
    List<List<String>> table(Path file) throws IOException {
        return once(tables, file, path -> Csv.read(path, "list of pictures"));
    }

    private interface Scan<P, T> {
        T of(P place) throws IOException;
    }

    private static <P, T> T once(Map<P, T> known, P place, Scan<P, T> scan) throws IOException {
        T result = known.get(place);
        if (result == null) {
            result = scan.of(place);
            known.put(place, result);
        }
        return result;
    }
}
