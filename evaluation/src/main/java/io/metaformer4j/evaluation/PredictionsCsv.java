package io.metaformer4j.evaluation;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes the answers of a validation as a table in UTF-8: {@code filename,label,index1,probability1,index2,probability2,...},
 * one line for each picture. Names with commas, quotes or line breaks are quoted as RFC 4180 says. A
 * table that is closed before it is finished leaves no file behind.
 *
 * <p>Confine it to one thread.
 */
public final class PredictionsCsv implements PredictionSink, Closeable {

    private static final Pattern SPECIAL = Pattern.compile("[\",\r\n]");

    private final Path file;
    private final Path temporary;
    private final Writer out;
    private boolean started;

    private PredictionsCsv(Path file, Path temporary) throws IOException {
        this.file = file;
        this.temporary = temporary;
        this.out = Files.newBufferedWriter(temporary, StandardOpenOption.CREATE_NEW);
    }

    /**
     * Opens a table under a temporary name in the same folder; {@link #finish()} gives it its name.
     *
     * @param file the file to create or replace
     * @return the table; the caller closes it
     * @throws IOException if it cannot be written
     */
    public static PredictionsCsv open(Path file) throws IOException {
        String suffix = ".tmp-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        return new PredictionsCsv(file, file.resolveSibling(file.getFileName() + suffix));
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

    /**
     * Puts the complete table in the place of an older one.
     *
     * @throws IOException if it cannot be written; an older file is then unchanged
     */
    public void finish() throws IOException {
        out.close();
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Drops the table if it is not finished. */
    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
