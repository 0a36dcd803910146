package io.metaformer4j.cli.output;

import io.metaformer4j.training.checkpoint.ResultFiles;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@value ResultFiles#MESSAGES} of a run: what is told of it, a line each with the time before it. When the run goes on
 * from a checkpoint, what was told of updates behind that is cut off.
 */
final class MessageLog {

    /** What the line about a checkpoint says; the number is that of the updates before it. */
    private static final Pattern SAVED = Pattern.compile("\\S+ saved [a-z]+-(\\d{1,18})\\.pth");

    /** How the line about an epoch that has ended begins. */
    private static final Pattern ENDED = Pattern.compile("\\S+ epoch (\\d{1,9})/.*");

    private final Path file;
    private final Clock clock;
    private int lastEpoch;

    private MessageLog(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Starts the log of a new run, or goes on with that of an old one.
     *
     * @param folder folder of the run
     * @param update updates until the checkpoint from which the run goes on; 0 for a new run
     * @param clock what tells the time
     * @throws IOException if the file cannot be read or written
     */
    static MessageLog open(Path folder, long update, Clock clock) throws IOException {
        MessageLog log = new MessageLog(folder.resolve(ResultFiles.MESSAGES), clock);
        StringBuilder text = new StringBuilder();
        if (update > 0 && Files.isRegularFile(log.file)) {
            String found = new String(Files.readAllBytes(log.file), StandardCharsets.UTF_8);
            for (String line : kept(found.lines().toList(), update)) {
                Matcher ended = ENDED.matcher(line);
                log.lastEpoch = ended.matches() ? Integer.parseInt(ended.group(1)) : log.lastEpoch;
                text.append(line).append('\n');
            }
        }
        AtomicFile.write(log.file, text.toString().getBytes(StandardCharsets.UTF_8));
        return log;
    }

    /** The lines up to the checkpoint of an update, and the one about the epoch that had ended there. */
    private static List<String> kept(List<String> lines, long update) {
        List<String> kept = new ArrayList<>();
        boolean reached = false;
        for (String line : lines) {
            Matcher saved = SAVED.matcher(line);
            if (saved.matches()) {
                long at = Long.parseLong(saved.group(1));
                if (at > update) {
                    break;
                }
                reached = at == update;
            }
            if (!reached || saved.matches() || ENDED.matcher(line).matches()) {
                kept.add(line);
            }
        }
        return kept;
    }

    /** Adds a line. */
    void add(String text) {
        String whole = PrintableText.of(text, Integer.MAX_VALUE);
        String line = clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + whole + "\n";
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the line about a checkpoint. */
    void addSaved(Path checkpoint) {
        add("saved " + checkpoint.getFileName());
    }

    /**
     * Adds the line about an epoch that has ended, unless it is there: a run that goes on may tell of the last one again.
     *
     * @param epoch the epoch from 1
     * @param text what is told, which begins with {@code epoch N/M}
     */
    void addEpoch(int epoch, String text) {
        if (epoch > lastEpoch) {
            lastEpoch = epoch;
            add(text);
        }
    }
}
