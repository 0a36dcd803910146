package io.metaformer4j.training.report;

import io.metaformer4j.evaluation.page.LineChart;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The log of a run as a table of numbers. Columns are found by their names, so that a log may have any. */
final class RunLog {

    static final String EPOCH = "epoch";
    static final String UPDATE = "update";
    static final String SAMPLES = "samples";
    static final String RATE = "learning_rate";
    static final String TRAINING_LOSS = "train_loss";

    /** How columns of what a validation measured begin. */
    private static final String VALIDATION = "validation_";

    private final List<String> columns;
    private final List<double[]> rows;

    private RunLog(List<String> columns, List<double[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Reads a log.
     *
     * @param csv its text, with a header
     */
    static RunLog parse(String csv) {
        List<String> lines = csv.lines().toList();
        List<String> columns =
                lines.isEmpty() ? List.of() : List.of(lines.get(0).split(",", -1));
        List<double[]> rows = new ArrayList<>();
        lines.stream()
                .skip(1)
                .forEach(line -> rows.add(Stream.of(line.split(",", -1))
                        .mapToDouble(RunLog::number)
                        .toArray()));
        return new RunLog(columns, rows);
    }

    /** What is no number, such as a metric of an epoch without validation, is NaN. */
    private static double number(String field) {
        try {
            return Double.parseDouble(field);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** How many epochs it has. */
    int epochs() {
        return rows.size();
    }

    /** What was measured of the validation pictures in any epoch, in the order of the columns. */
    List<ShownMetric> metrics() {
        return columns.stream()
                .filter(column -> column.startsWith(VALIDATION))
                .filter(column -> rows.stream().anyMatch(row -> Double.isFinite(value(row, column))))
                .map(column -> ShownMetric.of(column, column.substring(VALIDATION.length())))
                .toList();
    }

    /**
     * A column as a curve over the epochs, which are numbered from 1.
     *
     * @param column name of the column
     * @param factor what its values are multiplied by
     */
    List<LineChart.Point> curve(String column, double factor) {
        return rows.stream()
                .map(row -> new LineChart.Point(value(row, EPOCH) + 1, factor * value(row, column)))
                .toList();
    }

    /** A value of the last epoch; NaN if there is none. */
    double last(String column) {
        return rows.isEmpty() ? Double.NaN : value(rows.get(rows.size() - 1), column);
    }

    /** A value of an epoch, which is numbered from 0; NaN if there is none. */
    double in(int epoch, String column) {
        return rows.stream()
                .filter(row -> value(row, EPOCH) == epoch)
                .mapToDouble(row -> value(row, column))
                .findFirst()
                .orElse(Double.NaN);
    }

    private double value(double[] row, String column) {
        int at = columns.indexOf(column);
        return at >= 0 && at < row.length ? row[at] : Double.NaN;
    }
}
