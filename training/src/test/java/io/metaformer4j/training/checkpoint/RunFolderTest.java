package io.metaformer4j.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.training.Runs;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {

    @TempDir
    private Path folder;

    private static Path aged(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }

    /** Numbers of processes come back: 1 is that of every training in a container, and this process has one, too. */
    @Test
    void what_only_a_training_writes_is_removed_at_once_if_a_killed_one_left_it_half_written() throws IOException {
        List<Path> files = new ArrayList<>();
        long own = ProcessHandle.current().pid();
        for (String name : List.of(
                "checkpoint-2.pth.tmp-1-0123abcd",
                "recovery-4.pth.tmp-3103-634322e3",
                "recovery-5.pth.tmp-" + own + "-634322e3",
                "best.pth.tmp-1-0123abcd",
                "last.json.tmp-77-deadbeef",
                "log.csv.tmp-1-0123abcd",
                "summary.csv.tmp-1-0123abcd")) {
            files.add(Files.writeString(folder.resolve(name), "x"));
        }
        try (RunFolder run = RunFolder.create(folder)) {
            run.clean();
        }
        assertThat(files).allSatisfy(file -> assertThat(file).doesNotExist());
    }

    /** An average may go into the folder, which does not ask for the lock. */
    @Test
    void what_others_may_be_writing_is_removed_after_an_hour() throws IOException {
        Path old = aged(Files.writeString(folder.resolve("model.safetensors.tmp-1-0123abcd"), "x"));
        Path fresh = Files.writeString(folder.resolve("model.safetensors.tmp-2-0123abcd"), "x");
        try (RunFolder run = RunFolder.create(folder)) {
            run.clean();
        }
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void a_resumed_run_leaves_nothing_that_a_killed_one_did_not_finish() throws IOException {
        try (Trainer trainer = Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder))) {
            trainer.requestStop();
            trainer.run();
        }
        Path left = Files.writeString(folder.resolve("recovery-4.pth.tmp-3103-634322e3"), "x");
        try (Trainer trainer = Trainer.resume(Runs.task(Runs.recipe(1, 1, 1), folder))) {
            assertThat(trainer.run().finished()).isTrue();
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void files_and_folders_of_others_are_never_removed() throws IOException {
        Path notes = aged(Files.writeString(folder.resolve("notes.tmp-2024"), "x"));
        Path similar = aged(Files.writeString(folder.resolve("checkpoint-1.pth.tmp-1-a"), "x"));
        Path directory = Files.createDirectory(folder.resolve("best.pth.tmp-1-0123abcd"));
        Files.writeString(directory.resolve("inside"), "x");
        aged(directory);
        Path target = aged(Files.writeString(folder.resolve("target"), "x"));
        Path link = Files.createSymbolicLink(folder.resolve("model.json.tmp-1-0123abcd"), target);
        try (RunFolder run = RunFolder.create(folder)) {
            run.clean();
        }
        assertThat(notes).exists();
        assertThat(similar).exists();
        assertThat(directory.resolve("inside")).exists();
        assertThat(link).exists();
        assertThat(target).exists();
    }

    @Test
    void one_training_at_a_time_uses_a_folder() throws IOException {
        try (RunFolder run = RunFolder.create(folder)) {
            assertThatThrownBy(() -> RunFolder.existing(run.path()))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("in use by another training")
                    .hasMessageContaining(folder.toString());
        }
        RunFolder.existing(folder).close();
    }

    @Test
    void another_process_cannot_use_it_either_until_it_is_killed() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> RunFolder.create(folder)).hasMessageContaining("in use by another training");
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        RunFolder.create(folder).close();
    }

    /** Holds a folder until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (RunFolder run = RunFolder.create(Path.of(args[0]))) {
                System.out.println("locked");
                System.out.flush();
                int end = System.in.read();
                System.out.println(run.path() + " released at " + end);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"best.pth", "model.safetensors", "model.json", "report.html"})
    void a_new_run_overwrites_no_results(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "precious");
        assertThatThrownBy(() -> Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("move it away");
        assertThat(file).hasContent("precious");
        assertThat(folder.resolve("log.csv")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log.csv",
                "summary.csv",
                "last.json",
                "best.pth",
                "model.json",
                "model.safetensors",
                "report.html",
                "args.yaml",
                "train.log"
            })
    void a_run_writes_into_no_pipe_device_or_folder(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectory(file);
        requireRefused(name, "is a folder");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/null"));
        requireRefused(name, "is a pipe or a device");
        Files.delete(file);
        assumeTrue(CheckpointStoreTest.fifo(file));
        requireRefused(name, "is a pipe or a device");
    }

    private void requireRefused(String name, String kind) {
        assertThatThrownBy(() -> RunFolder.existing(folder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(kind)
                .hasMessageContaining("remove it");
    }

    @Test
    void a_log_with_epochs_is_not_overwritten_but_one_without_is() throws IOException {
        Path log = Files.writeString(folder.resolve("log.csv"), "x".repeat(200));
        assertThatThrownBy(() -> Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)))
                .hasMessageContaining("log.csv");
        assertThat(log).hasContent("x".repeat(200));
        Files.writeString(log, "my notes");
        assertThatThrownBy(() -> Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)))
                .hasMessageContaining("log.csv");
        assertThat(log).hasContent("my notes");
        Files.writeString(log, "epoch,");
        Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)).close();
        String header = "epoch,update,samples,learning_rate,train_loss,validation_miou\n";
        Files.writeString(log, header);
        Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)).close();
        Files.writeString(log, header + "0,7,56,0.004,0.5,41.0000\n");
        assertThatThrownBy(() -> Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)))
                .hasMessageContaining("log.csv");
    }

    @Test
    void a_run_that_cannot_be_resumed_or_begun_leaves_no_folder() {
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> Trainer.resume(Runs.task(Runs.recipe(1, 1, 1), absent)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no checkpoint to resume from");
        assertThatThrownBy(() -> SavedRun.read(absent)).hasMessageContaining("no checkpoint to resume from");
        assertThat(absent).doesNotExist();
    }
}
