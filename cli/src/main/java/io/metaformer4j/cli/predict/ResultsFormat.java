package io.metaformer4j.cli.predict;

import io.metaformer4j.evaluation.prediction.PredictionFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What predictions are written as, by timm's words where it has one. */
enum ResultsFormat {
    CSV("csv", PredictionFormat.CSV),
    JSON("json", PredictionFormat.JSON),
    JSON_RECORDS("json-records", PredictionFormat.JSON_RECORDS),
    JSON_SPLIT("json-split", PredictionFormat.JSON_SPLIT),
    PARQUET("parquet", PredictionFormat.JSON_RECORDS);

    private final String word;
    private final PredictionFormat rows;

    ResultsFormat(String word, PredictionFormat rows) {
        this.word = word;
        this.rows = rows;
    }

    /** How rows are written as they come. */
    PredictionFormat rows() {
        return rows;
    }

    /** The format that the ending of a file means; empty if it means none. */
    static Optional<ResultsFormat> ofFile(Path file) {
        String name = file.getFileName() == null ? "" : file.getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (ending) {
            case "csv" -> Optional.of(CSV);
            case "json" -> Optional.of(JSON);
            case "jsonl", "ndjson" -> Optional.of(JSON_RECORDS);
            case "parquet" -> Optional.of(PARQUET);
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return word;
    }

    /** Reads the word for a format. */
    static final class Converter implements ITypeConverter<ResultsFormat> {
        @Override
        public ResultsFormat convert(String text) {
            return Arrays.stream(values())
                    .filter(format -> format.word.equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException("'" + text + "' is none of " + Arrays.toString(values())));
        }
    }
}
