package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.weights.disk.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The file {@code summary.csv} of a run: the log in the columns of timm's training script, for tools that read those. It is made
 * from the log as a whole, so that both always say the same. What was not measured in an epoch is empty there.
 */
final class TimmSummary {

    static final String FILE_NAME = "summary.csv";

    /** The metric with which timm begins. */
    private static final String FIRST = ClassificationMetrics.LOSS.name();

    private TimmSummary() {}

    /** Writes it in place of an older one. */
    static void write(Path folder, String log) throws IOException {
        LogColumns columns = LogColumns.read(log);
        List<String> metrics = columns.metrics().stream()
                .sorted(Comparator.comparing(name -> !name.equals(FIRST)))
                .toList();
        StringBuilder text = new StringBuilder("epoch,train_loss,");
        metrics.forEach(name -> text.append("eval_").append(name).append(','));
        text.append("lr\n");
        int[] order = order(columns, metrics);
        log.lines().skip(1).forEach(line -> text.append(row(line, order)).append('\n'));
        AtomicFile.write(folder.resolve(FILE_NAME), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Where the columns are in the log. */
    private static int[] order(LogColumns columns, List<String> metrics) {
        IntStream before = Stream.of("epoch", "train_loss").mapToInt(columns.names()::indexOf);
        IntStream measured = metrics.stream().mapToInt(columns::indexOfMetric);
        IntStream rate = IntStream.of(columns.names().indexOf("learning_rate"));
        return IntStream.concat(IntStream.concat(before, measured), rate).toArray();
    }

    private static String row(String line, int[] order) {
        String[] fields = line.split(",", -1);
        return IntStream.of(order)
                .mapToObj(field -> field >= 0 && field < fields.length ? fields[field] : "")
                .collect(Collectors.joining(","));
    }
}
