package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions whose process is ended while it writes become the same file, byte for byte, once they are gone on with. */
class KilledPredictionTest {

    private static final int PICTURES = 160;
    private static final Pattern DONE = Pattern.compile("going on behind (\\d+) of " + PICTURES + " pictures");

    @TempDir
    private Path folder;

    private Path pictures;
    private Process last;

    @BeforeEach
    void writePictures() throws IOException {
        pictures = folder.resolve("pictures");
        for (int i = 0; i < PICTURES; i++) {
            String name = String.format(Locale.ROOT, "%03d.png", i);
            if (i % 40 == 39) {
                Files.write(pictures.resolve(name), new byte[] {1, 2, 3});
            } else {
                TwoColours.picture(pictures.resolve(name), i % 3, i);
            }
        }
    }

    @AfterEach
    void endProcess() {
        if (last != null) {
            last.destroyForcibly();
        }
    }

    /** One picture in a batch: each is stored by itself, and so the process is almost always writing. */
    private Process start(String output) throws IOException {
        last = CommandProcess.of(List.of(
                        "predict",
                        pictures.toString(),
                        "--output",
                        folder.resolve(output).toString(),
                        "--topk",
                        "3",
                        "--batch-size",
                        "1",
                        "--workers",
                        "1",
                        "--threads",
                        "1",
                        "--skip-broken",
                        "--resume"))
                .start();
        return last;
    }

    @Test
    void predictions_that_are_ended_twice_are_those_that_were_left_alone() throws Exception {
        CommandProcess.lines(start("whole.csv"));
        int first = doneWhenEnded(Process::destroy, 1);
        int second = doneWhenEnded(process -> process.toHandle().destroyForcibly(), first + 1);
        List<String> resumed = CommandProcess.lines(start("ended.csv"));
        // of a row that was written it may not have been noted that it was
        assertThat(done(resumed)).isGreaterThanOrEqualTo(second - 1);
        assertThat(folder.resolve("ended.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));
        assertThat(Files.readAllLines(folder.resolve("ended.csv"))).hasSize(1 + PICTURES - PICTURES / 40);
        assertThat(folder.resolve("ended.csv.partial")).doesNotExist();
        assertThat(folder.resolve("ended.csv.partial.log")).doesNotExist();
    }

    /** Ends a process that has stored some rows more than there were, and tells how many there were then. */
    private int doneWhenEnded(Consumer<Process> end, int rows) throws Exception {
        Path partial = folder.resolve("ended.csv.partial");
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            Process process = start("ended.csv");
            while (rows(partial) < rows) {
                WatchKey key = watch.poll(1, TimeUnit.MINUTES);
                assertThat(key).as("nothing is written").isNotNull();
                key.pollEvents();
                key.reset();
            }
            end.accept(process);
            assertThat(process.waitFor()).isNotZero();
        }
        assertThat(folder.resolve("ended.csv")).doesNotExist();
        return rows(partial);
    }

    /** Complete rows below the headings; a kill may leave the beginning of another one. */
    private static int rows(Path partial) throws IOException {
        if (!Files.exists(partial)) {
            return 0;
        }
        String text = Files.readString(partial);
        return (int) Math.max(0, text.chars().filter(letter -> letter == '\n').count() - 1);
    }

    private static int done(List<String> lines) {
        Matcher done = DONE.matcher(String.join("\n", lines));
        assertThat(done.find()).as(String.join("\n", lines)).isTrue();
        return Integer.parseInt(done.group(1));
    }
}
