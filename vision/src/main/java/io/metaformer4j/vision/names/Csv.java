package io.metaformer4j.vision.names;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Separated values as RFC 4180 writes them: optional quotes, doubled quotes inside, line breaks inside quotes. */
final class Csv {

    private final String text;
    private final char separator;
    private final Path file;
    private int at;

    private Csv(String text, char separator, Path file) {
        this.text = text;
        this.separator = separator;
        this.file = file;
    }

    /**
     * Reads all rows; blank lines are left out, cells are stripped unless quoted. Columns are separated by commas, or by
     * semicolons or tabs where only these give every row the same number of columns.
     *
     * @param what what messages call the file
     */
    static List<List<String>> read(Path file, String what) throws IOException {
        String text = TextFile.read(file, what);
        boolean tabs = file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
        char[] separators = tabs ? new char[] {'\t', ',', ';'} : new char[] {',', ';', '\t'};
        List<List<String>> rows = read(text, separators[0], file);
        for (int i = 1; i < separators.length && !isTable(rows); i++) {
            if (text.indexOf(separators[i]) >= 0) {
                List<List<String>> others = read(text, separators[i], file);
                rows = isTable(others) ? others : rows;
            }
        }
        return rows;
    }

    private static boolean isTable(List<List<String>> rows) {
        return rows.isEmpty()
                || (rows.get(0).size() > 1
                        && rows.stream()
                                .allMatch(row -> row.size() == rows.get(0).size()));
    }

    private static List<List<String>> read(String text, char separator, Path file) {
        Csv csv = new Csv(text, separator, file);
        List<List<String>> rows = new ArrayList<>();
        while (csv.at < csv.text.length()) {
            List<String> row = csv.row();
            if (row.size() > 1 || !row.get(0).isEmpty()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> row() {
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (at < text.length() && text.charAt(at) == separator) {
            at++;
            cells.add(cell());
        }
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        return cells;
    }

    private String cell() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int start = at;
        while (at < text.length()
                && text.charAt(at) != separator
                && text.charAt(at) != '\n'
                && text.charAt(at) != '\r') {
            at++;
        }
        return text.substring(start, at).strip();
    }

    private String quoted() {
        int start = at++;
        StringBuilder cell = new StringBuilder();
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                long line =
                        text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
                throw new MetaFormerException("line " + line + " of '" + file + "' opens a quote that is never closed");
            }
            cell.append(text, at, quote);
            at = quote + 1;
            if (at >= text.length() || text.charAt(at) != '"') {
                break;
            }
            cell.append('"');
            at++;
        }
        while (at < text.length()
                && text.charAt(at) != separator
                && text.charAt(at) != '\n'
                && text.charAt(at) != '\r') {
            at++;
        }
        return cell.toString();
    }
}
