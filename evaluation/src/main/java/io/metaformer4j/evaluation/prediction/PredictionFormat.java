package io.metaformer4j.evaluation.prediction;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a table of predictions becomes text, in UTF-8. Every row is written for itself, so that a table can be gone on
 * with.
 */
public enum PredictionFormat {
    /**
     * A line for each picture below one with the names of the columns, as RFC 4180 says; lists are JSON in one cell.
     */
    CSV,
    /** An array of an object for each picture. */
    JSON,
    /** An object for each picture, one on a line ({@code json-records} of timm, JSON Lines). */
    JSON_RECORDS,
    /** An object of the names of the columns, and the rows as arrays. */
    JSON_SPLIT;

    /** What comes before the first row. */
    String head(List<String> columns) {
        return switch (this) {
            case CSV -> columns.stream().map(Cell::csvOf).collect(Collectors.joining(",")) + "\n";
            case JSON -> "[\n";
            case JSON_RECORDS -> "";
            case JSON_SPLIT ->
                "{\"columns\":" + columns.stream().map(Cell::jsonOf).collect(Collectors.joining(",", "[", "]"))
                        + ",\"data\":[\n";
        };
    }

    /** A row; the first has no separator before it. */
    String row(List<String> columns, List<Cell> cells, boolean first) {
        return switch (this) {
            case CSV -> cells.stream().map(Cell::csv).collect(Collectors.joining(",")) + "\n";
            case JSON -> (first ? "" : ",\n") + object(columns, cells);
            case JSON_RECORDS -> object(columns, cells) + "\n";
            case JSON_SPLIT ->
                (first ? "" : ",\n") + cells.stream().map(Cell::json).collect(Collectors.joining(",", "[", "]"));
        };
    }

    /** What comes behind the last row. */
    String foot() {
        return switch (this) {
            case CSV, JSON_RECORDS -> "";
            case JSON -> "\n]\n";
            case JSON_SPLIT -> "\n]}\n";
        };
    }

    private static String object(List<String> columns, List<Cell> cells) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).isEmpty()) {
                fields.add(Cell.jsonOf(columns.get(i)) + ":" + cells.get(i).json());
            }
        }
        return "{" + String.join(",", fields) + "}";
    }
}
