package io.metaformer4j.cli.predict;

import io.metaformer4j.evaluation.prediction.PredictionColumn;
import io.metaformer4j.evaluation.prediction.PredictionColumn.ValueType;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes Parquet files of rows of JSON with the library of DuckDB, which is so large (it holds native code for every
 * platform) that it comes on request only.
 */
final class ParquetFile {

    private static final String DATABASE = "jdbc:duckdb:";

    /** What makes DuckDB look for files instead of reading the one that is named. */
    private static final String PATTERN = "*?[";

    private ParquetFile() {}

    /** Refuses to begin what could not be finished. */
    static void requireUsable(Path output) {
        String path = output.toAbsolutePath().toString();
        if (path.chars().anyMatch(c -> PATTERN.indexOf(c) >= 0)) {
            throw new MetaFormerException("a Parquet file cannot be written to '" + PrintableText.of(path)
                    + "', since DuckDB takes *, ? and [ for a pattern; choose a path without them");
        }
        try {
            DriverManager.getDriver(DATABASE);
        } catch (SQLException e) {
            throw new MetaFormerException(
                    "Parquet files need the library of DuckDB, which is not there; set METAFORMER_MAVEN_ARGS=-Pparquet,"
                            + " which builds the command with it, or write a .csv or .jsonl file",
                    e);
        }
    }

    /**
     * Writes a file.
     *
     * @param rows an object on each line, of whose fields some may be missing
     * @param columns the columns in their order
     * @param target the file to create
     */
    static void write(Path rows, List<PredictionColumn> columns, Path target) throws IOException {
        try (Connection connection = DriverManager.getConnection(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute(command(rows, columns, target));
        } catch (SQLException e) {
            throw new IOException("DuckDB cannot write it as Parquet: " + e.getMessage(), e);
        }
    }

    /** The whole work, in DuckDB's SQL. */
    static String command(Path rows, List<PredictionColumn> columns, Path target) {
        String types = columns.stream()
                .map(column -> quoted(column.name()) + ": '" + type(column.type()) + (column.list() ? "[]" : "") + "'")
                .collect(Collectors.joining(", ", "{", "}"));
        return "COPY (SELECT * FROM read_json(" + quoted(rows.toString())
                + ", format='newline_delimited', columns=" + types + ")) TO "
                + quoted(target.toString()) + " (FORMAT parquet)";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String type(ValueType type) {
        return switch (type) {
            case TEXT -> "VARCHAR";
            case INTEGER -> "INTEGER";
            case REAL -> "FLOAT";
        };
    }
}
