package io.metaformer4j.evaluation.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A table whose cells are parted by commas, and quoted as RFC 4180 says where they must be. */
final class CsvText {

    private static final Pattern SPECIAL = Pattern.compile("[\",\r\n]");

    private final StringBuilder text = new StringBuilder();

    /** Adds a line. */
    void line(List<String> cells) {
        text.append(cells.stream().map(CsvText::quoted).collect(Collectors.joining(",")))
                .append('\n');
    }

    private static String quoted(String cell) {
        return SPECIAL.matcher(cell).find() ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    /** A share of 1; nothing where there is none. */
    static String share(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble(), 6) : "";
    }

    /** A number with a point, in every country. */
    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
