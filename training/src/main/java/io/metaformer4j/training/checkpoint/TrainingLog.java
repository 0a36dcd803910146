package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CSV file of a run, one line for each epoch. It holds nothing that depends on the clock, so that an interrupted and
 * resumed run leaves the same bytes as one that was not. Every checkpoint holds the lines before it, so a lost log is
 * written again. The file {@code summary.csv} beside it follows it.
 *
 * <p>The last columns, {@code validation_<name>}, are what the validation measures: percentages with four decimals, other
 * numbers with six.
 */
public final class TrainingLog implements AutoCloseable {

    /** Its name in the folder of the run. */
    public static final String FILE_NAME = "log.csv";

    /** Bytes that no header has. */
    private static final int TOO_LONG = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(TrainingLog.class);

    private final Path folder;
    private final Path file;
    private final FileChannel channel;
    private final List<Metric> metrics;
    private final LogColumns columns;
    private final StringBuilder text;

    private TrainingLog(Path folder, String text, List<Metric> metrics) throws IOException {
        this.folder = folder;
        this.metrics = List.copyOf(metrics);
        this.columns = LogColumns.read(text);
        this.file = folder.resolve(FILE_NAME);
        this.text = new StringBuilder(text);
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.position(channel.size());
    }

    /**
     * Starts a new log.
     *
     * @param folder folder of the run
     * @param metrics what the validation measures; empty without one
     */
    public static TrainingLog create(Path folder, List<Metric> metrics) throws IOException {
        return open(folder, LogColumns.of(metrics).header(), metrics);
    }

    /**
     * Continues a log, forgetting what was written after the checkpoint. It keeps its columns; what it has none for gets one.
     *
     * @param saved what the log held then
     * @param metrics what the validation measures from now on; empty without one
     */
    static TrainingLog resume(Path folder, SavedLog saved, List<Metric> metrics) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        byte[] found = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        if (saved.text().isEmpty()) {
            boolean whole = saved.bytes() > 0 && found.length >= saved.bytes();
            if (!whole) {
                LOG.warn("'{}' is missing or too short; it begins anew, without the epochs before", file);
            }
            return reopen(
                    folder,
                    whole
                            ? new String(found, 0, Math.toIntExact(saved.bytes()), StandardCharsets.UTF_8)
                            : LogColumns.of(metrics).header(),
                    metrics);
        }
        String text = saved.text().get();
        if (!begins(found, text) && !begins(found, widened(text, metrics))) {
            LOG.warn(
                    "'{}' {}; it was written again from the checkpoint",
                    file,
                    found.length == 0 ? "is missing" : "is not as this run left it");
        }
        return reopen(folder, text, metrics);
    }

    private static boolean begins(byte[] found, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        return found.length >= wanted.length && Arrays.equals(Arrays.copyOf(found, wanted.length), wanted);
    }

    private static String widened(String text, List<Metric> metrics) {
        return LogColumns.read(text).with(metrics).widened(text);
    }

    private static TrainingLog reopen(Path folder, String saved, List<Metric> metrics) throws IOException {
        String text = widened(saved, metrics);
        if (!text.equals(saved)) {
            LOG.info(
                    "'{}' has columns from now on for what the validation did not measure before; they are empty in the"
                            + " epochs so far",
                    folder.resolve(FILE_NAME));
        }
        TimmSummary.write(folder, text); // may be ahead of the checkpoint, as the log may
        return open(folder, text, metrics);
    }

    private static TrainingLog open(Path folder, String text, List<Metric> metrics) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, channel -> channel.write(bytes), written -> {});
        return new TrainingLog(folder, text, metrics);
    }

    /** Whether a folder has no log, or a log of this library without any epoch. */
    static boolean isUnused(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        return !Files.exists(file)
                || (Files.isRegularFile(file)
                        && Files.size(file) < TOO_LONG
                        && LogColumns.isHeader(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
    }

    /** Removes a log without any epoch. */
    static void removeUnused(Path folder) throws IOException {
        if (isUnused(folder)) {
            Files.deleteIfExists(folder.resolve(FILE_NAME));
        }
    }

    /** Adds an epoch. */
    public void add(EpochReport report) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "%d,%d,%d,%.9g,%.6f,%s\n",
                report.epoch(),
                report.update(),
                report.samples(),
                report.rate(),
                report.loss(),
                columns.fields(report.metrics()));
        append(line);
        text.append(line);
        TimmSummary.write(folder, text());
    }

    private void append(String line) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw (IOException) new FileSystemException(file.toString(), null, e.getMessage()).initCause(e);
        }
    }

    /**
     * The updates behind the best epochs. Of equal ones, as the log writes them, the earlier is better.
     *
     * @param kept which metric decides, and how many epochs are wanted
     * @return at most that many updates; none if the validation does not measure the metric
     */
    public Set<Long> best(CheckpointSelection kept) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(kept.metric()))
                .findFirst()
                .map(metric -> best(metric, kept.history()))
                .orElse(Set.of());
    }

    private Set<Long> best(Metric metric, int count) {
        return scores(text(), metric.name()).entrySet().stream()
                .sorted(Map.Entry.comparingByValue(metric.bestFirst()))
                .limit(count)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What was measured in the run in a folder.
     *
     * @param folder folder of the run
     * @param metric name of a metric
     * @return scores by update, the earlier first; of epochs in which it was measured
     */
    static Map<Long, Double> scores(Path folder, String metric) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            return scores(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), metric);
        } catch (NumberFormatException e) {
            throw new MetaFormerException(
                    "'" + file + "' is not as a run leaves it; resume the run, which mends it", e);
        }
    }

    private static Map<Long, Double> scores(String text, String metric) {
        LogColumns columns = LogColumns.read(text);
        int update = columns.names().indexOf("update");
        int column = columns.indexOfMetric(metric);
        Map<Long, Double> scores = new LinkedHashMap<>();
        if (update < 0 || column < 0) {
            return scores;
        }
        text.lines()
                .skip(1)
                .map(line -> List.of(line.split(",", -1)))
                .filter(fields -> fields.size() == columns.names().size()
                        && !fields.get(column).isEmpty())
                .forEach(fields -> scores.put(Long.valueOf(fields.get(update)), Double.valueOf(fields.get(column))));
        return scores;
    }

    /** What it holds. */
    public String text() {
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
