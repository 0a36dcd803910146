package io.metaformer4j.vision.data;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A row of a table of samples.
 *
 * <p>The first row is a header if it names a column of paths and one of labels; other columns are ignored then. Without
 * a header the first column is the path and the second the label.
 *
 * @param path path of the picture as written
 * @param file the same, absolute
 * @param label name or number of its class as written
 */
record LabelledPath(String path, Path file, String label) {

    private static final Set<String> PATHS =
            Set.of("path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_path", "img");
    private static final Set<String> LABELS =
            Set.of("label", "class", "target", "category", "wnid", "classname", "class_name", "label_name");

    static List<LabelledPath> read(Path table) throws IOException {
        char separator = table.toString().toLowerCase(Locale.ROOT).endsWith(".tsv") ? '\t' : ',';
        List<List<String>> rows = Csv.read(table, separator);
        int pathColumn = rows.isEmpty() ? -1 : column(rows.get(0), PATHS);
        int labelColumn = rows.isEmpty() ? -1 : column(rows.get(0), LABELS);
        boolean header = pathColumn >= 0 && labelColumn >= 0;
        List<LabelledPath> entries = new ArrayList<>();
        for (int i = header ? 1 : 0; i < rows.size(); i++) {
            entries.add(
                    header
                            ? entry(rows.get(i), pathColumn, labelColumn, table, i)
                            : entry(rows.get(i), 0, 1, table, i));
        }
        return entries;
    }

    private static int column(List<String> header, Set<String> names) {
        for (int i = 0; i < header.size(); i++) {
            if (names.contains(header.get(i).toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        return -1;
    }

    private static LabelledPath entry(List<String> row, int pathColumn, int labelColumn, Path table, int index) {
        String where = "row " + (index + 1) + " of '" + table + "'";
        if (row.size() <= Math.max(pathColumn, labelColumn)) {
            throw new MetaFormerException(where + " has " + row.size() + " columns, but path and label are columns "
                    + (pathColumn + 1) + " and " + (labelColumn + 1));
        }
        String path = row.get(pathColumn);
        String label = row.get(labelColumn);
        if (path.isEmpty() || label.isEmpty()) {
            throw new MetaFormerException(where + " has no " + (path.isEmpty() ? "path" : "label") + "; give both");
        }
        try {
            Path folder = table.toAbsolutePath().getParent();
            return new LabelledPath(path, folder.resolve(path), label);
        } catch (InvalidPathException e) {
            throw new MetaFormerException(where + " has a path that cannot exist: " + e.getMessage(), e);
        }
    }
}
