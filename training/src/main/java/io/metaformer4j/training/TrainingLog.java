package io.metaformer4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The CSV file of a run, one line for each epoch. It holds nothing that depends on the clock, so that an interrupted and
 * resumed run leaves the same bytes as one that was not.
 */
final class TrainingLog implements AutoCloseable {

    static final String FILE_NAME = "log.csv";
    private static final String HEADER =
            "epoch,update,samples,learning_rate,train_loss,validation_top1,validation_top5,validation_loss\n";

    private final FileChannel channel;

    private TrainingLog(FileChannel channel) {
        this.channel = channel;
    }

    /** Starts a new log. */
    static TrainingLog create(Path folder) throws IOException {
        TrainingLog log = open(folder);
        log.channel.truncate(0);
        log.append(HEADER);
        return log;
    }

    /** Continues a log, forgetting what was written after the given length. */
    static TrainingLog resume(Path folder, long bytes) throws IOException {
        TrainingLog log = open(folder);
        if (log.channel.size() < bytes || bytes == 0) {
            log.close();
            return create(folder);
        }
        log.channel.truncate(bytes);
        log.channel.position(bytes);
        return log;
    }

    private static TrainingLog open(Path folder) throws IOException {
        return new TrainingLog(
                FileChannel.open(folder.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    /** Adds an epoch. */
    void add(EpochReport report) {
        String scores = report.scores()
                .map(s -> String.format(Locale.ROOT, "%.4f,%.4f,%.6f", s.top1(), s.top5(), s.loss()))
                .orElse(",,");
        append(String.format(
                Locale.ROOT,
                "%d,%d,%d,%.9g,%.6f,%s%n",
                report.epoch(),
                report.update(),
                report.samples(),
                report.rate(),
                report.loss(),
                scores));
    }

    private void append(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Length so far. */
    long bytes() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
