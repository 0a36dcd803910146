package io.metaformer4j.evaluation.validation;

import io.metaformer4j.weights.disk.OutputFile;
import io.metaformer4j.weights.disk.PendingFile;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Writes the answers of a validation as a table in UTF-8: {@code filename,label,index1,probability1,index2,probability2,...},
 * one line for each picture. Names with commas, quotes or line breaks are quoted as RFC 4180 says and otherwise exact. A
 * table that is closed before it is finished leaves no file behind.
 *
 * <p>Confine it to one thread.
 */
public final class PredictionsCsv implements PredictionSink, Closeable {

    private static final Pattern SPECIAL = Pattern.compile("[\",\r\n]");

    private final PendingFile file;
    private final OutputStream out;
    private boolean started;

    private PredictionsCsv(PendingFile file) {
        this.file = file;
        this.out = new BufferedOutputStream(Channels.newOutputStream(file.channel()), 1 << 16);
    }

    /**
     * Opens a table under a temporary name in the same folder; {@link #finish()} gives it its name. What is no regular file is
     * written through, see {@link OutputFile}.
     *
     * @param file the file to create or replace
     * @return the table; the caller closes it
     * @throws IOException if it cannot be written
     */
    public static PredictionsCsv open(Path file) throws IOException {
        return new PredictionsCsv(OutputFile.of(file).open());
    }

    @Override
    public void accept(Answer answer) throws IOException {
        if (!started) {
            started = true;
            write(header(answer.best().size()));
        }
        StringBuilder line = new StringBuilder();
        line.append(quoted(answer.name())).append(',').append(answer.label());
        for (Scored scored : answer.best()) {
            line.append(',').append(scored.index()).append(',').append((float) scored.probability());
        }
        write(line.append('\n').toString());
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String header(int columns) {
        StringBuilder line = new StringBuilder("filename,label");
        for (int i = 1; i <= columns; i++) {
            line.append(",index").append(i).append(",probability").append(i);
        }
        return line.append('\n').toString();
    }

    private static String quoted(String name) {
        return SPECIAL.matcher(name).find() ? '"' + name.replace("\"", "\"\"") + '"' : name;
    }

    /**
     * Puts the complete table in the place of an older one.
     *
     * @throws IOException if it cannot be written; an older file is then unchanged
     */
    public void finish() throws IOException {
        out.flush();
        file.finish(written -> {});
    }

    /** Drops the table if it is not finished. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
