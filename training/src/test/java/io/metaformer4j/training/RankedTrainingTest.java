package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.distributed.RankGroup;
import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two processes that train together through Gloo. */
class RankedTrainingTest {

    private static final int SIZE = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Weights and velocities are about 1 or less, where a rounding is 6e-8, and a dozen roundings add up. */
    private static final double ROUNDING = 2e-6;

    /** Batch normalisation divides by deviations, which makes roundings larger, as does each update by what was before it. */
    private static final double ROUNDING_BEHIND_DEVIATIONS = 2e-5;

    @TempDir
    private Path folder;

    private final List<Process> ranks = new ArrayList<>();

    @AfterEach
    void end() {
        ranks.forEach(Process::destroyForcibly);
    }

    private void start(String what) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        for (int rank = 0; rank < SIZE; rank++) {
            ProcessBuilder builder = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1", // it ends before better code would pay
                            "-cp",
                            System.getProperty("java.class.path"),
                            RankedRun.class.getName(),
                            what,
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output(rank).toFile());
            builder.environment()
                    .putAll(Map.of(
                            "RANK",
                            String.valueOf(rank),
                            "WORLD_SIZE",
                            String.valueOf(SIZE),
                            "LOCAL_RANK",
                            String.valueOf(rank),
                            "LOCAL_WORLD_SIZE",
                            String.valueOf(SIZE),
                            "MASTER_ADDR",
                            "127.0.0.1",
                            "MASTER_PORT",
                            String.valueOf(port),
                            "OMP_NUM_THREADS",
                            "1"));
            ranks.add(builder.start());
        }
    }

    private Path output(int rank) {
        return folder.resolve("rank-" + rank + ".txt");
    }

    private String said(int rank) throws IOException {
        return Files.readString(output(rank));
    }

    @Test
    void two_processes_on_halves_of_the_batches_equal_one_on_whole_batches() throws Exception {
        start("together");
        Path alone = folder.resolve("alone");
        Path aloneBroken = folder.resolve("alone-broken");
        Path aloneStatistics = folder.resolve("alone-statistics");
        RankedRun.train(RankedRun.mixed(RankGroup.alone(), alone, 2), RankGroup.alone(), 0);
        RankedRun.train(RankedRun.broken(RankGroup.alone(), aloneBroken), RankGroup.alone(), 0);
        RankedRun.train(RankedRun.statistics(RankGroup.alone(), aloneStatistics), RankGroup.alone(), 0);
        for (int rank = 0; rank < SIZE; rank++) {
            assertThat(ranks.get(rank).waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(ranks.get(rank).exitValue()).as(said(rank)).isZero();
        }
        assertSameRun(alone, folder.resolve("mixed"), ROUNDING);
        assertSameRun(aloneBroken, folder.resolve("broken"), ROUNDING);
        assertSameRun(aloneStatistics, folder.resolve("statistics"), ROUNDING_BEHIND_DEVIATIONS);

        Path stopped = folder.resolve("stopped");
        Path whole = folder.resolve("mixed");
        assertThat(stopped.resolve("log.csv")).hasSameBinaryContentAs(whole.resolve("log.csv"));
        assertThat(stopped.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                .hasSameBinaryContentAs(whole.resolve(ModelDescription.WEIGHTS_FILE_NAME));

        String end =
                " after update 3 in epoch 1, so its checkpoint is set aside as 'diverged-3.pth'; lower the learning"
                        + " rate (0.05 at its peak), and start again";
        String gives = "training stopped: the network gives no finite logits for picture";
        assertThat(said(0).lines().filter((gives + "s of another process" + end)::equals))
                .hasSize(2);
        assertThat(said(1).lines().filter(line -> line.startsWith(gives + " 'square-") && line.endsWith(end)))
                .hasSize(1);
        assertThat(said(1)).contains(gives + " 'a', 'b'" + end);
        assertThat(KeptCheckpointsTest.checkpoints(folder.resolve("diverged"))).containsExactly("diverged-3.pth");
    }

    private static void assertSameRun(Path expected, Path actual, double rounding) throws IOException {
        List<String> wanted = Files.readAllLines(expected.resolve("log.csv"));
        List<String> lines = Files.readAllLines(actual.resolve("log.csv"));
        assertThat(lines).hasSameSizeAs(wanted).hasSizeGreaterThan(1);
        for (int line = 1; line < lines.size(); line++) {
            String[] fields = lines.get(line).split(",", -1);
            String[] others = wanted.get(line).split(",", -1);
            for (int i = 0; i < fields.length; i++) {
                assertThat(Double.parseDouble(fields[i])).isCloseTo(Double.parseDouble(others[i]), within(1e-5));
            }
        }
        Map<String, WeightTensor> tensors = tensors(expected);
        Map<String, WeightTensor> copies = tensors(actual);
        assertThat(copies.keySet()).isEqualTo(tensors.keySet());
        for (Map.Entry<String, WeightTensor> tensor : tensors.entrySet()) {
            float[] values = tensor.getValue().toFloats();
            float[] copy = copies.get(tensor.getKey()).toFloats();
            for (int i = 0; i < values.length; i++) {
                assertThat((double) Math.abs(copy[i] - values[i]))
                        .as("%s[%d]: %f", tensor.getKey(), i, values[i])
                        .isLessThan(rounding);
            }
        }
    }

    private static Map<String, WeightTensor> tensors(Path run) throws IOException {
        return new CheckpointStore(run, 2).latest().orElseThrow().checkpoint().tensors();
    }

    @Test
    void networks_with_other_parameters_are_not_trained_together() throws Exception {
        start("unlike");
        for (int rank = 0; rank < SIZE; rank++) {
            assertThat(ranks.get(rank).waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(ranks.get(rank).exitValue()).as(said(rank)).isZero();
            assertThat(said(rank)).contains("rank 1 has another list of parameters than rank 0");
        }
    }

    /** The first process keeps the counters of all: where it hangs, they hang. */
    @ParameterizedTest
    @CsvSource({"KILL, 1", "STOP, 0"})
    @DisabledOnOs(OS.WINDOWS)
    void a_lost_process_ends_the_other_which_names_it(String signal, int lost) throws Exception {
        start("endless");
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2); // until both have started
        while (!said(lost).contains("update 3") && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(new ProcessBuilder(
                                "kill",
                                "-" + signal,
                                String.valueOf(ranks.get(lost).pid()))
                        .start()
                        .waitFor())
                .isZero();
        Process other = ranks.get(1 - lost);
        assertThat(other.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).as(said(1 - lost)).isEqualTo(RankedRun.LOST_CODE);
        assertThat(said(1 - lost))
                .contains(RankedRun.LOST + "rank " + lost + " of 2 is lost: it gave no sign of life for "
                        + RankedRun.SILENCE + " s")
                .contains("resume from the last checkpoint");
    }
}
