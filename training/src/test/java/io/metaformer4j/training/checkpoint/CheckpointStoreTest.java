package io.metaformer4j.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.schedule.PlateauState;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {

    private static final int VALUES = 20_000;

    @TempDir
    private Path folder;

    private static RunPosition at(long update) {
        return new RunPosition(1, 0, update, 8 * update, 0, 0, -1, -1, PlateauState.START);
    }

    static Map<String, Object> content(long update) {
        TrainingState state = new TrainingState(
                Runs.MODEL,
                Runs.recipe(3, 1, 1),
                at(update),
                new DataFingerprint(60, "abc", Optional.empty(), Optional.empty()),
                false,
                SavedLog.of("log"));
        float[] weights = new float[VALUES];
        java.util.Arrays.fill(weights, (float) update);
        return Map.of(
                ModelDescription.CHECKPOINT_KEY,
                state.own(),
                "state_dict",
                Map.of("w", WeightTensor.ofFloats(weights, VALUES)));
    }

    private static long save(CheckpointStore store, long update) throws IOException {
        store.save(content(update), at(update), false);
        return update;
    }

    private static long latest(CheckpointStore store) throws IOException {
        CheckpointStore.Found found = store.latest().orElseThrow();
        long update = found.state().position().update();
        assertThat(found.checkpoint()
                        .stateDictAt("state_dict")
                        .tensors()
                        .get("w")
                        .toFloats())
                .containsOnly((float) update);
        return update;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void the_latest_checkpoints_are_kept_by_number_not_by_text() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 2);
        for (long update : new long[] {8, 9, 10}) {
            save(store, update);
        }
        assertThat(files()).containsExactly("checkpoint-10.pth", "checkpoint-9.pth", "last.json");
        assertThat(latest(store)).isEqualTo(10);
        assertThat(LastCheckpoint.of(folder).orElseThrow().file()).isEqualTo("checkpoint-10.pth");
        assertThat(LastCheckpoint.of(folder).orElseThrow().update()).isEqualTo(10);
    }

    @Test
    void the_best_checkpoints_stay_however_old_they_get_until_others_are_better() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 1);
        save(store, 1);
        save(store, 2);
        store.keepBest(Set.of(2L));
        save(store, 3);
        save(store, 4);
        assertThat(files()).containsExactly("checkpoint-2.pth", "checkpoint-4.pth", "last.json");
        assertThat(latest(store)).isEqualTo(4);
        store.keepBest(Set.of(4L));
        store.noteMetrics(ClassificationMetrics.of(50, 90, 1, 60));
        assertThat(files()).containsExactly("checkpoint-4.pth", "last.json");
    }

    @Test
    void content_counts_more_than_the_name() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 3);
        save(store, 5);
        save(store, 6);
        Files.move(folder.resolve("checkpoint-6.pth"), folder.resolve("checkpoint-1.pth"));
        assertThat(latest(store)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, 0.001, 0.02, 0.3, 0.6, 0.95, 0.999})
    void a_flipped_byte_anywhere_is_noticed_and_the_older_checkpoint_taken(double place) throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 2);
        save(store, 1);
        save(store, 2);
        Path file = folder.resolve("checkpoint-2.pth");
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (place * (bytes.length - 1))] ^= 0x10;
        Files.write(file, bytes);
        assertThat(latest(store)).isEqualTo(1);
    }

    @Test
    void a_flipped_byte_of_a_tensor_is_noticed_without_the_note() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 2);
        save(store, 1);
        save(store, 2);
        Files.delete(folder.resolve(LastCheckpoint.FILE_NAME));
        Path file = folder.resolve("checkpoint-2.pth");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(file, bytes);
        assertThat(latest(store)).isEqualTo(1);
    }

    @Test
    void a_truncated_checkpoint_gives_way_to_the_older_one_and_is_removed_by_the_next() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 1);
        save(store, 1);
        byte[] bytes = Files.readAllBytes(folder.resolve("checkpoint-1.pth"));
        Files.write(folder.resolve("checkpoint-7.pth"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(latest(store)).isEqualTo(1);
        save(store, 2);
        assertThat(files()).containsExactly("checkpoint-2.pth", "last.json");
        assertThat(latest(store)).isEqualTo(2);
    }

    @Test
    void if_no_checkpoint_can_be_read_it_says_why() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 1);
        Files.writeString(folder.resolve("checkpoint-3.pth"), "not a checkpoint");
        assertThatThrownBy(store::latest)
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("none of the 1 checkpoints")
                .hasMessageContaining("checkpoint-3.pth");
    }

    @Test
    void a_checkpoint_of_a_later_version_asks_for_a_newer_release() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 1);
        Map<String, Object> later = new LinkedHashMap<>(content(1));
        later.put(ModelDescription.CHECKPOINT_KEY, Map.of("version", 2));
        store.save(later, at(1), false);
        assertThatThrownBy(store::latest)
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("has version 2 of the training state")
                .hasMessageEndingWith("knows version 1 only; use a newer release");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"file\": \"checkpoint-2.pth\"}", "\u0000\u0000"})
    void a_note_that_cannot_be_read_hides_no_checkpoint(String note) throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 2);
        save(store, 1);
        save(store, 2);
        Files.writeString(folder.resolve(LastCheckpoint.FILE_NAME), note);
        assertThat(latest(new CheckpointStore(folder, 2))).isEqualTo(2);
        Files.delete(folder.resolve(LastCheckpoint.FILE_NAME));
        Files.createDirectory(folder.resolve(LastCheckpoint.FILE_NAME));
        assertThat(latest(new CheckpointStore(folder, 2))).isEqualTo(2);
    }

    @Test
    void only_regular_files_are_checkpoints() throws Exception {
        CheckpointStore store = new CheckpointStore(folder, 2);
        save(store, 1);
        Files.createDirectory(folder.resolve("checkpoint-3.pth"));
        assumeTrue(fifo(folder.resolve("checkpoint-2.pth")));
        assertThat(latest(store)).isEqualTo(1);
        assertThat(SavedRun.read(folder).position().update()).isEqualTo(1);
        assertThatThrownBy(() -> save(store, 2)).hasMessageContainingAll("checkpoint-2.pth", "a pipe or a device");
        assertThat(latest(store)).isEqualTo(1);
    }

    static boolean fifo(Path file) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such program on this system
        }
    }

    @Test
    void scores_and_interruption_are_noted_beside_the_checkpoint() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 2);
        save(store, 1);
        assertThat(noted()).isEmpty();
        Metrics metrics = ClassificationMetrics.of(100.0 / 3, 99, 0.1, 60);
        store.noteMetrics(metrics);
        store.noteInterruption();
        assertThat(noted()).contains(metrics);
        assertThat(LastCheckpoint.of(folder).orElseThrow().interrupted()).isTrue();
        save(store, 2);
        assertThat(noted()).isEmpty();
        assertThat(LastCheckpoint.of(folder).orElseThrow().interrupted()).isFalse();
    }

    private Optional<Metrics> noted() throws IOException {
        CheckpointStore.Found found = new CheckpointStore(folder, 2).latest().orElseThrow();
        return new Resumption(found).metrics(ClassificationMetrics.ALL);
    }

    /** A note as it was written when metrics were three fixed numbers. */
    @Test
    void a_note_of_before_metrics_had_names_still_says_what_was_measured() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 2);
        save(store, 1);
        String digest = LastCheckpoint.of(folder).orElseThrow().sha256();
        String older =
                """
                {
                  "file" : "checkpoint-1.pth",
                  "sha256" : "%s",
                  "epoch" : 1,
                  "update" : 1,
                  "interrupted" : false,
                  "scores" : {
                    "top1" : 62.5,
                    "top5" : 100.0,
                    "loss" : 0.75,
                    "samples" : 60
                  }
                }
                """
                        .formatted(digest);
        Files.writeString(folder.resolve(LastCheckpoint.FILE_NAME), older);
        Metrics metrics = ClassificationMetrics.of(62.5, 100, 0.75, 60);
        assertThat(noted()).contains(metrics);
        store.noteMetrics(metrics);
        assertThat(folder.resolve(LastCheckpoint.FILE_NAME)).hasContent(older.strip());
    }

    @Test
    void metrics_of_another_kind_are_not_taken_for_those_that_were_noted() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 2);
        save(store, 1);
        store.noteMetrics(Metrics.ofSamples(60).with(Metric.percentage("miou"), 41));
        assertThat(noted()).isEmpty();
    }

    /** Three times a process that saves without pause is killed at a random moment. */
    @Test
    void after_a_kill_at_any_moment_the_last_confirmed_checkpoint_or_a_later_one_is_there() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        long confirmed = 0;
        for (int round = 0; round < 3; round++) {
            confirmed = saveAndKill(confirmed + 1, random.nextInt(150));
            CheckpointStore store = new CheckpointStore(folder, 2);
            assertThat(latest(store)).isGreaterThanOrEqualTo(confirmed);
        }
    }

    private long saveAndKill(long first, int afterMillis) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                        "-XX:TieredStopAtLevel=1", // it ends before better code would pay
                        "-cp",
                        System.getProperty("java.class.path"),
                        Saver.class.getName(),
                        folder.toString(),
                        Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long confirmed = 0;
        try (BufferedReader out = process.inputReader()) {
            confirmed = Long.parseLong(out.readLine());
            Thread.sleep(afterMillis); // what is tested is that the moment does not matter
            process.toHandle().destroyForcibly(); // the process itself would close its output, too
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                confirmed = Long.parseLong(line);
            }
        }
        return confirmed;
    }

    /** Saves without pause and confirms each checkpoint on standard output. */
    static final class Saver {
        private Saver() {}

        public static void main(String[] args) throws IOException {
            CheckpointStore store = new CheckpointStore(Path.of(args[0]), 2);
            for (long update = Long.parseLong(args[1]); ; update++) {
                System.out.println(save(store, update));
                System.out.flush();
            }
        }
    }
}
