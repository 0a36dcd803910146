package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A table of pictures and their labels.
 *
 * <p>The first row is a header if it names a column of paths and one of labels; other columns are ignored then, except one
 * that says to which split a row belongs. Without a header the first column is the path and the second the label.
 */
final class PictureTable {

    /** Usual names of columns without case and signs, the clearest first. */
    private static final List<String> PATHS = List.of(
            "path",
            "paths",
            "filepath",
            "filepaths",
            "imagepath",
            "imgpath",
            "filename",
            "filenames",
            "imagefile",
            "imagename",
            "imgname",
            "file",
            "files",
            "fname",
            "relpath",
            "relativepath",
            "image",
            "images",
            "img",
            "picture",
            "photo",
            "imageid",
            "imgid",
            "id");

    private static final List<String> LABELS = List.of(
            "label",
            "labels",
            "class",
            "classname",
            "labelname",
            "target",
            "category",
            "categoryname",
            "wnid",
            "groundtruth",
            "classid",
            "labelid",
            "categoryid",
            "classindex",
            "y",
            "breed",
            "species",
            "diagnosis");

    private static final List<String> SPLITS =
            List.of("split", "set", "subset", "dataset", "partition", "part", "phase");

    /**
     * A picture.
     *
     * @param path path of the picture as written
     * @param file the same, absolute
     * @param label name or number of its class as written
     */
    record Row(String path, Path file, String label) {}

    private final Path table;
    private final Path folder;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private PictureTable(Path table, Path folder) {
        this.table = table;
        this.folder = folder.toAbsolutePath();
    }

    /**
     * Understands a table.
     *
     * @param table a file of separated values
     * @param cells what it holds, row by row
     * @param folder what its paths are relative to
     * @param split which rows are wanted, if a column tells them apart
     */
    static PictureTable of(Path table, List<List<String>> cells, Path folder, Optional<Split> split) {
        PictureTable reader = new PictureTable(table, folder);
        if (!cells.isEmpty()) {
            reader.read(cells, split);
        }
        return reader;
    }

    /**
     * The paths of a table of which nothing else matters: those of the column that is called so, or of the first one.
     */
    static List<String> paths(List<List<String>> cells) {
        int named = cells.isEmpty() ? -1 : column(cells.get(0), PATHS);
        int place = Math.max(0, named);
        return cells.stream()
                .skip(named < 0 ? 0 : 1)
                .filter(row -> row.size() > place && !row.get(place).isEmpty())
                .map(row -> row.get(place))
                .toList();
    }

    List<Row> rows() {
        return rows;
    }

    List<String> notes() {
        return notes;
    }

    private void read(List<List<String>> cells, Optional<Split> split) {
        List<String> first = cells.get(0);
        int pathColumn = column(first, PATHS);
        int labelColumn = column(first, LABELS);
        boolean header = pathColumn >= 0 && labelColumn >= 0;
        if (!header && looksLikeHeader(cells, pathColumn >= 0 || labelColumn >= 0)) {
            throw unknownHeader(first, pathColumn, labelColumn);
        }
        if (header && first.size() > 2) {
            notes.add("of the columns of '" + table.getFileName() + "', " + PrintableNames.quoted(first.get(pathColumn))
                    + " was taken for the path and " + PrintableNames.quoted(first.get(labelColumn))
                    + " for the label");
        }
        int splitColumn = header ? column(first, SPLITS) : -1;
        Set<String> wanted = splitColumn < 0 ? Set.of() : wanted(cells, splitColumn, split);
        requireWhole(split, wanted);
        for (int i = header ? 1 : 0; i < cells.size(); i++) {
            List<String> row = cells.get(i);
            if (wanted.isEmpty() || (splitColumn < row.size() && wanted.contains(row.get(splitColumn)))) {
                rows.add(header ? row(row, pathColumn, labelColumn, i) : row(row, 0, 1, i));
            }
        }
        requireExtensions();
    }

    private static int column(List<String> header, List<String> names) {
        List<String> bare = header.stream()
                .map(cell -> cell.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""))
                .toList();
        return names.stream()
                .mapToInt(bare::indexOf)
                .filter(place -> place >= 0)
                .findFirst()
                .orElse(-1);
    }

    /** The values of the column of splits that are wanted; none if the column says something else. */
    private Set<String> wanted(List<List<String>> cells, int column, Optional<Split> split) {
        Set<String> values = new LinkedHashSet<>();
        for (List<String> row : cells.subList(1, cells.size())) {
            if (column < row.size()) {
                values.add(row.get(column));
            }
        }
        boolean parts = values.stream().anyMatch(value -> Split.partOf(value).isPresent());
        if (split.isEmpty() || !parts) {
            return Set.of();
        }
        Set<String> wanted = Set.copyOf(split.get().choose(values));
        if (wanted.isEmpty()) {
            throw split.get().missing(table.toString(), values);
        }
        return wanted;
    }

    private void requireWhole(Optional<Split> split, Set<String> wanted) {
        if (wanted.isEmpty() && split.isPresent() && split.get().parts().isEmpty()) {
            throw split.get().notSplit(table.toString());
        }
    }

    /** A first row that is no sample: without a picture where the others have one, or a word where they have numbers. */
    private boolean looksLikeHeader(List<List<String>> cells, boolean knowsOneColumn) {
        List<String> first = cells.get(0);
        if (first.size() < 2 || hasPicture(first) || Files.exists(folder.resolve(safe(first.get(0))))) {
            return false;
        }
        if (cells.size() == 1) {
            return knowsOneColumn;
        }
        List<List<String>> others = cells.subList(1, cells.size());
        boolean numbers = others.stream().allMatch(row -> row.size() > 1 && isNumber(row.get(1)));
        return hasPicture(others.get(0)) || (numbers && !isNumber(first.get(1)));
    }

    private static String safe(String cell) {
        return cell.replace('\0', '?');
    }

    private static boolean hasPicture(List<String> row) {
        return row.stream().anyMatch(cell -> ImageFileNames.isPictureExtension(ImageFileNames.extension(cell)));
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(Character::isDigit);
    }

    private MetaFormerException unknownHeader(List<String> first, int pathColumn, int labelColumn) {
        String missing = pathColumn < 0 && labelColumn < 0
                ? "the columns of paths and labels"
                : pathColumn < 0 ? "the column of paths" : "the column of labels";
        return new MetaFormerException(
                "row 1 of '" + table + "' (" + PrintableNames.quoted(first) + ") looks like a header, but "
                        + missing + " cannot be told; call them for instance 'path' (or "
                        + String.join(", ", PATHS.subList(2, 8)) + ", image, id) and 'label' (or "
                        + String.join(", ", LABELS.subList(2, 8)) + ")");
    }

    private Row row(List<String> row, int pathColumn, int labelColumn, int index) {
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
            return new Row(path, file(path), label);
        } catch (InvalidPathException e) {
            throw new MetaFormerException(where + " has a path that cannot exist: " + e.getReason(), e);
        }
    }

    private Path file(String path) {
        Path file = folder.resolve(path);
        boolean fromWindows = File.separatorChar == '/' && path.indexOf('\\') >= 0 && !Files.exists(file);
        return fromWindows ? folder.resolve(path.replace('\\', '/')) : file;
    }

    /** Lists of bare numbers of pictures would fail only when the first is read. */
    private void requireExtensions() {
        if (rows.isEmpty()
                || !ImageFileNames.extension(ImageFileNames.leaf(rows.get(0).path()))
                        .isEmpty()) {
            return;
        }
        Row first = rows.get(0);
        if (!Files.exists(first.file())) {
            throw new MetaFormerException("list of pictures '" + table + "' names "
                    + PrintableNames.quoted(first.path()) + ", but there is no such file in '" + folder
                    + "'; give paths with their extension, relative to that folder");
        }
    }
}
