package io.metaformer4j.cli.output;

import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of text in columns that are as wide as their widest cell; numbers stand right, with or without signs,
 * and line breaks in cells are escaped.
 */
public final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Adds a row; the first is the heading.
     *
     * @param cells as many as in the first row
     * @return this
     */
    public TextTable row(String... cells) {
        rows.add(Arrays.stream(cells).map(PrintableText::of).toList());
        return this;
    }

    /**
     * The table as text.
     *
     * @return lines, the first with the headings and the second with a rule
     */
    public String render() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            int column = c;
            widths[c] = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0);
            numeric[c] = rows.size() > 1
                    && rows.stream().skip(1).map(row -> row.get(column)).allMatch(TextTable::isNumber);
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            appendRow(text, rows.get(r), widths, numeric);
            if (r == 0) {
                appendRow(text, rule(widths), widths, numeric);
            }
        }
        return text.toString();
    }

    private static void appendRow(StringBuilder text, List<String> cells, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String padding = " ".repeat(widths[c] - cells.get(c).length());
            line.append(numeric[c] ? padding + cells.get(c) : cells.get(c) + padding)
                    .append("  ");
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static List<String> rule(int[] widths) {
        List<String> dashes = new ArrayList<>();
        for (int width : widths) {
            dashes.add("-".repeat(width));
        }
        return dashes;
    }

    private static boolean isNumber(String cell) {
        return cell.isEmpty() || cell.equals("-") || cell.matches("[+-]?[0-9][0-9.,]*( [A-Za-z%]+|[A-Za-z%]*)");
    }
}
