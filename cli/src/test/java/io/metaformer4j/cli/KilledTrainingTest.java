package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed loses nothing but time: its run ends bit for bit like one that was left alone. */
class KilledTrainingTest {

    private static final int EPOCHS_PER_KILL = 8;

    /** So long after a sign of life a process is killed at most: some epochs. */
    private static final int LATEST_MILLIS = 150;

    @TempDir
    private Path folder;

    @Test
    void a_run_that_is_killed_twice_ends_like_one_that_was_not() throws Exception {
        requireSameEnd(2, 11);
    }

    @Test
    @Tag("parity")
    void a_run_that_is_killed_a_hundred_times_ends_like_one_that_was_not() throws Exception {
        requireSameEnd(100, 12);
    }

    private void requireSameEnd(int kills, long seed) throws Exception {
        Path data = TwoColours.write(folder.resolve("data"), 8, 2);
        int epochs = EPOCHS_PER_KILL * (kills + 1);
        Path whole = folder.resolve("whole");
        Process alone = start(command(data, whole, epochs));
        assertThat(CommandProcess.lines(alone)).anyMatch(line -> line.startsWith("done: "));
        Path killed = folder.resolve("killed");
        SplittableRandom random = new SplittableRandom(seed);
        int deaths = 0;
        while (deaths < kills && !isDone(killed)) {
            deaths += isKilled(start(command(data, killed, epochs)), random) ? 1 : 0;
        }
        assertThat(deaths).isEqualTo(kills);
        assertThat(CommandProcess.lines(start(command(data, killed, epochs))))
                .anyMatch(line -> line.startsWith("done: "));
        for (String file : List.of("model.safetensors", "log.csv", "summary.csv", "recipe.json", "report.html")) {
            assertThat(killed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
    }

    /**
     * Four updates an epoch, with a checkpoint at one of them, several loader threads, mixing and an average: whatever could be
     * forgotten by a checkpoint.
     */
    private List<String> command(Path data, Path output, int epochs) throws IOException {
        return List.of(
                "train",
                data.toString(),
                "--model",
                CommandFiles.tinyModel(folder).toString(),
                "--output",
                output.toString(),
                "--epochs",
                String.valueOf(epochs),
                "--batch-size",
                "4",
                "--recovery-interval",
                "2",
                "--auto-resume",
                "--workers",
                "2",
                "--mixup",
                "0.2",
                "--model-ema",
                "--threads",
                "1");
    }

    private static Process start(List<String> command) throws IOException {
        return CommandProcess.of(command).start();
    }

    /** Kills a process some time after its first or one of its next words; false if it had ended before. */
    private static boolean isKilled(Process process, SplittableRandom random) throws Exception {
        int wordsBefore = random.nextInt(4);
        List<String> said = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            for (int i = 0; i < wordsBefore && line != null; i++) {
                said.add(line);
                line = out.readLine();
            }
            process.waitFor(random.nextInt(LATEST_MILLIS), TimeUnit.MILLISECONDS);
            boolean alive = process.isAlive();
            process.toHandle().destroyForcibly(); // the process itself would close its output, too
            out.lines().forEach(said::add);
            process.waitFor();
            if (!alive) {
                assertThat(process.exitValue()).as(String.join("\n", said)).isZero();
            }
            return alive;
        }
    }

    private static boolean isDone(Path run) {
        return Files.exists(run.resolve("model.json"));
    }
}
