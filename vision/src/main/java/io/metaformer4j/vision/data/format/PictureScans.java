package io.metaformer4j.vision.data.format;

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
    private final Map<Path, TarContents> archives = new HashMap<>();
    private final Map<Path, List<List<String>>> tables = new HashMap<>();

    /** How many folders, archives and tables have been looked through. */
    public int count() {
        return folders.size() + archives.size() + tables.size();
    }

    PictureFinder folder(Path root) throws IOException {
        return once(folders, root, PictureFinder::walk);
    }

    TarContents archive(Path file) throws IOException {
        return once(archives, file, TarContents::scan);
    }

    /** The cells of a table of pictures and their labels. */
    List<List<String>> table(Path file) throws IOException {
        return once(tables, file, path -> Csv.read(path, "list of pictures"));
    }

    private interface Scan<T> {
        T of(Path path) throws IOException;
    }

    private static <T> T once(Map<Path, T> known, Path path, Scan<T> scan) throws IOException {
        T result = known.get(path);
        if (result == null) {
            result = scan.of(path);
            known.put(path, result);
        }
        return result;
    }
}
