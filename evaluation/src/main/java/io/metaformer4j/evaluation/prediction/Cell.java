package io.metaformer4j.evaluation.prediction;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What stands in one place of a table.
 *
 * @param text the text, or a number or list as JSON has it; empty if nothing is there
 * @param quoted whether JSON quotes it
 */
record Cell(Optional<String> text, boolean quoted) {

    private static final Cell NONE = new Cell(Optional.empty(), false);
    private static final int FIRST_PRINTABLE = 0x20;

    static Cell none() {
        return NONE;
    }

    static Cell text(String text) {
        return new Cell(Optional.of(text), true);
    }

    static Cell number(int number) {
        return new Cell(Optional.of(Integer.toString(number)), false);
    }

    /** The shortest digits that tell it from its neighbours, which JSON takes as well. */
    static Cell decimal(float number) {
        return new Cell(Optional.of(Float.toString(number)), false);
    }

    /** Several values in one place. */
    static Cell list(List<Cell> cells) {
        return new Cell(Optional.of(cells.stream().map(Cell::json).collect(Collectors.joining(",", "[", "]"))), false);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    String json() {
        return text.map(value -> quoted ? jsonOf(value) : value).orElse("null");
    }

    /** A text as JSON, whatever is in it. */
    static String jsonOf(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            switch (unit) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (unit < FIRST_PRINTABLE || Character.isSurrogate(unit)) {
                        json.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                    } else {
                        json.append(unit);
                    }
                }
            }
        }
        return json.append('"').toString();
    }

    /** A text as RFC 4180 writes it. */
    static String csvOf(String text) {
        boolean special = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    String csv() {
        return text.map(Cell::csvOf).orElse("");
    }
}
