package io.metaformer4j.training.checkpoint;

import io.metaformer4j.training.recipe.Selection;
import io.metaformer4j.weights.disk.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CSV file of a run, one line for each epoch. It holds nothing that depends on the clock, so that an interrupted and
 * resumed run leaves the same bytes as one that was not. Every checkpoint holds the lines before it, so a lost log is
 * written again. The file {@code summary.csv} beside it follows it.
 */
public final class TrainingLog implements AutoCloseable {

    static final String FILE_NAME = "log.csv";
    private static final String HEADER =
            "epoch,update,samples,learning_rate,train_loss,validation_top1,validation_top5,validation_loss\n";
    private static final Logger LOG = LoggerFactory.getLogger(TrainingLog.class);

    private final Path folder;
    private final Path file;
    private final FileChannel channel;
    private final StringBuilder text;

    private TrainingLog(Path folder, String text) throws IOException {
        this.folder = folder;
        this.file = folder.resolve(FILE_NAME);
        this.text = new StringBuilder(text);
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.position(channel.size());
    }

    /** Starts a new log. */
    public static TrainingLog create(Path folder) throws IOException {
        return open(folder, HEADER);
    }

    /**
     * Continues a log, forgetting what was written after the checkpoint.
     *
     * @param saved what the log held then; empty in checkpoints that know its length only
     * @param bytes its length then
     */
    static TrainingLog resume(Path folder, Optional<String> saved, long bytes) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        byte[] found = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        if (saved.isEmpty()) {
            boolean whole = bytes > 0 && found.length >= bytes;
            if (!whole) {
                LOG.warn("'{}' is missing or too short; it begins anew, without the epochs before", file);
            }
            return reopen(
                    folder, whole ? new String(found, 0, Math.toIntExact(bytes), StandardCharsets.UTF_8) : HEADER);
        }
        byte[] wanted = saved.get().getBytes(StandardCharsets.UTF_8);
        boolean same = found.length >= wanted.length && Arrays.equals(Arrays.copyOf(found, wanted.length), wanted);
        if (!same) {
            LOG.warn(
                    "'{}' {}; it was written again from the checkpoint",
                    file,
                    found.length == 0 ? "is missing" : "is not as this run left it");
        }
        return reopen(folder, saved.get());
    }

    private static TrainingLog reopen(Path folder, String text) throws IOException {
        TimmSummary.write(folder, text); // may be ahead of the checkpoint, as the log may
        return open(folder, text);
    }

    private static TrainingLog open(Path folder, String text) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, channel -> channel.write(bytes), written -> {});
        return new TrainingLog(folder, text);
    }

    /** Whether a folder has no log, or a log of this library without any epoch. */
    static boolean isUnused(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        return !Files.exists(file)
                || (Files.isRegularFile(file)
                        && Files.size(file) <= HEADER.length()
                        && HEADER.startsWith(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
    }

    /** Removes a log without any epoch. */
    static void removeUnused(Path folder) throws IOException {
        if (isUnused(folder)) {
            Files.deleteIfExists(folder.resolve(FILE_NAME));
        }
    }

    /** Adds an epoch. */
    public void add(EpochReport report) throws IOException {
        String scores = report.scores()
                .map(s -> String.format(Locale.ROOT, "%.4f,%.4f,%.6f", s.top1(), s.top5(), s.loss()))
                .orElse(",,");
        String line = String.format(
                Locale.ROOT,
                "%d,%d,%d,%.9g,%.6f,%s\n",
                report.epoch(),
                report.update(),
                report.samples(),
                report.rate(),
                report.loss(),
                scores);
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
     * The updates behind the epochs with the best scores. Of equal ones, as the log writes them, the earlier is better.
     *
     * @param kept which score decides, and how many epochs are wanted
     * @return at most that many updates
     */
    public Set<Long> best(Selection kept) {
        List<String> columns = List.of(HEADER.strip().split(",", -1));
        int update = columns.indexOf("update");
        int score = columns.indexOf("validation_" + kept.score().name().toLowerCase(Locale.ROOT));
        return text().lines()
                .skip(1)
                .map(line -> List.of(line.split(",", -1)))
                .filter(fields ->
                        fields.size() == columns.size() && !fields.get(score).isEmpty())
                .sorted(Comparator.comparing(
                        fields -> Double.valueOf(fields.get(score)),
                        kept.score().bestFirst()))
                .limit(kept.history())
                .map(fields -> Long.valueOf(fields.get(update)))
                .collect(Collectors.toUnmodifiableSet());
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
