package io.metaformer4j.evaluation;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Writes the answers of a validation as a table in UTF-8: {@code filename,label,index1,probability1,index2,probability2,...},
 * one line for each picture. Names with commas, quotes or line breaks are quoted as RFC 4180 says.
 *
 * <p>Confine it to one thread.
 */
public final class PredictionsCsv implements PredictionSink, Closeable {

    private static final Pattern SPECIAL = Pattern.compile("[\",\r\n]");

    private final Writer out;
    private boolean started;

    private PredictionsCsv(Writer out) {
        this.out = out;
    }

    /**
     * Opens a table.
     *
     * @param file the file to create or replace
     * @return the table; the caller closes it
     * @throws IOException if it cannot be written
     */
    public static PredictionsCsv open(Path file) throws IOException {
        return new PredictionsCsv(Files.newBufferedWriter(file));
    }

    @Override
    public void accept(Answer answer) throws IOException {
        if (!started) {
            started = true;
            out.write(header(answer.best().size()));
        }
        StringBuilder line = new StringBuilder();
        line.append(quoted(answer.name())).append(',').append(answer.label());
        for (Scored scored : answer.best()) {
            line.append(',').append(scored.index()).append(',').append((float) scored.probability());
        }
        out.write(line.append('\n').toString());
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

    @Override
    public void close() throws IOException {
        out.close();
    }
}
