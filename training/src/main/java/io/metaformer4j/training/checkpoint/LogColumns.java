package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of a run's log: what every epoch has, then one for each metric.
 *
 * @param names what they are called, in order
 */
record LogColumns(List<String> names) {

    private static final String OF_METRIC = "validation_";
    private static final String OF_EPOCHS = "epoch,update,samples,learning_rate,train_loss";

    /** Also of a header that was cut off behind the columns of epochs. */
    private static final Pattern OF_METRICS = Pattern.compile("(,[a-z][a-z0-9_]*)*,?\n?");

    LogColumns {
        names = List.copyOf(names);
    }

    /**
     * The columns of a new log.
     *
     * @param metrics what is measured; if that is nothing, the columns are those of classes, and stay empty
     */
    static LogColumns of(List<Metric> metrics) {
        return new LogColumns(List.of(OF_EPOCHS.split(",", -1)))
                .with(metrics.isEmpty() ? ClassificationMetrics.ALL : metrics);
    }

    /** The columns of a log, which its first line names. */
    static LogColumns read(String log) {
        return new LogColumns(List.of(log.lines().findFirst().orElse("").split(",", -1)));
    }

    /** Whether a text is a header of this library, or its beginning, without any epoch. */
    static boolean isHeader(String text) {
        return OF_EPOCHS.startsWith(text)
                || (text.startsWith(OF_EPOCHS)
                        && OF_METRICS
                                .matcher(text.substring(OF_EPOCHS.length()))
                                .matches());
    }

    /** The same, and behind them a column for each metric that has none. */
    LogColumns with(List<Metric> metrics) {
        List<String> more = metrics.stream()
                .map(metric -> column(metric.name()))
                .filter(name -> !names.contains(name))
                .toList();
        return new LogColumns(Stream.concat(names.stream(), more.stream()).toList());
    }

    /** A log of some of these columns as one of all of them: they are empty in the lines so far. */
    String widened(String log) {
        int missing = names.size() - read(log).names().size();
        if (missing == 0) {
            return log;
        }
        String empty = ",".repeat(missing) + "\n";
        return header() + log.lines().skip(1).map(line -> line + empty).collect(Collectors.joining());
    }

    String header() {
        return String.join(",", names) + "\n";
    }

    /** Where a metric stands in a line, from 0; below 0 if it has no column. */
    int indexOfMetric(String name) {
        return names.indexOf(column(name));
    }

    /** The metrics that have a column, in order. */
    List<String> metrics() {
        return names.stream()
                .filter(name -> name.startsWith(OF_METRIC))
                .map(name -> name.substring(OF_METRIC.length()))
                .toList();
    }

    /** The fields of the metrics in a line; those that were not measured are empty. */
    String fields(Optional<Metrics> measured) {
        return metrics().stream()
                .map(name -> measured.filter(metrics -> metrics.has(name))
                        .map(metrics -> field(metrics.metric(name), metrics.value(name)))
                        .orElse(""))
                .collect(Collectors.joining(","));
    }

    private static String field(Metric metric, double value) {
        return metric.percent() ? String.format(Locale.ROOT, "%.4f", value) : String.format(Locale.ROOT, "%.6f", value);
    }

    private static String column(String metric) {
        return OF_METRIC + metric;
    }
}
