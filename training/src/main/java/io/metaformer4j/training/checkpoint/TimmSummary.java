package io.metaformer4j.training.checkpoint;

import io.metaformer4j.weights.disk.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The file {@code summary.csv} of a run: the log in the columns of timm's training script, for tools that read those. It is made
 * from the log as a whole, so that both always say the same. Epochs without validation have empty scores.
 */
final class TimmSummary {

    static final String FILE_NAME = "summary.csv";

    private static final List<String> COLUMNS =
            List.of("epoch", "train_loss", "eval_loss", "eval_top1", "eval_top5", "lr");

    /** The same columns as the log calls them. */
    private static final List<String> OF_LOG =
            List.of("epoch", "train_loss", "validation_loss", "validation_top1", "validation_top5", "learning_rate");

    private TimmSummary() {}

    /** Writes it in place of an older one. */
    static void write(Path folder, String log) throws IOException {
        List<String> lines = log.lines().toList();
        StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        if (!lines.isEmpty()) {
            List<String> header = List.of(lines.get(0).split(",", -1));
            int[] order = OF_LOG.stream().mapToInt(header::indexOf).toArray();
            lines.stream().skip(1).forEach(line -> text.append(row(line, order)).append('\n'));
        }
        AtomicFile.write(folder.resolve(FILE_NAME), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String row(String line, int[] order) {
        String[] fields = line.split(",", -1);
        return IntStream.of(order)
                .mapToObj(field -> field >= 0 && field < fields.length ? fields[field] : "")
                .collect(Collectors.joining(","));
    }
}
