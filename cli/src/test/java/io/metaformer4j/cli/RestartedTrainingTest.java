package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training that is started again, by itself or by what started it, goes on where it was. */
class RestartedTrainingTest {

    private static final String EPOCHS = "12";

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        TwoColours.write(folder.resolve("pets"), 4, 2);
    }

    @AfterEach
    void end() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }

    private List<String> arguments(String run, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                folder.resolve("pets").toString(),
                "--output",
                folder.resolve(run).toString(),
                "--model",
                CommandFiles.tinyModel(folder).toString(),
                "--batch-size",
                "4",
                "--no-report"));
        arguments.addAll(List.of(options));
        return arguments;
    }

    private CommandResult train(String run, String... options) throws IOException {
        return CommandResult.of(arguments(run, options).toArray(String[]::new));
    }

    /** Trains in a process to which something happens after its first epoch; returns what it said when it has exited with 0. */
    private String train(Consumer<Process> accident, String run, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-XX:TieredStopAtLevel=1", // it ends before better code would pay
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments(run, options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        List<String> said = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            boolean happened = false;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (!happened && line.startsWith("epoch 1/")) {
                    happened = true;
                    accident.accept(process);
                }
            }
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String text = String.join("\n", said);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_run_with_a_killed_rank_ends_like_one_that_was_left_alone() throws Exception {
        CommandResult alone = train("whole", "--epochs", EPOCHS, "--nproc-per-node", "2");
        assertThat(alone.code()).as(alone.err()).isZero();
        String said = train(
                process -> process.children().findFirst().orElseThrow().destroyForcibly(),
                "killed",
                "--epochs",
                EPOCHS,
                "--nproc-per-node",
                "2",
                "--max-restarts",
                "1");
        assertThat(said)
                .contains("failed first (killed by signal 9), so that all ranks were ended")
                .containsOnlyOnce("metaformer: restart 1 of 1 from the last checkpoint")
                .containsOnlyOnce("done: ");
        assertThat(Files.readString(folder.resolve("killed/args.yaml")))
                .containsPattern("(?m)^nproc_per_node: 2 ")
                .containsPattern("(?m)^max_restarts: 1 ");
        assertThat(Files.readString(folder.resolve("killed/model.json")))
                .contains("--nproc-per-node 2 --max-restarts 1");
        for (String file : List.of("model.safetensors", "log.csv", "summary.csv")) {
            assertThat(folder.resolve("killed").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void what_is_asked_to_stop_is_not_started_again() throws Exception {
        String said = train(
                process -> process.toHandle().destroy(),
                "stopped",
                "--epochs",
                "200",
                "--nproc-per-node",
                "2",
                "--max-restarts",
                "1");
        assertThat(said).contains("interrupted; go on with --resume").doesNotContain("restart 1");
    }

    @Test
    void what_would_fail_again_is_not_started_again() throws IOException {
        Path used = Files.createDirectory(folder.resolve("used"));
        Files.writeString(used.resolve("best.pth"), "of another run");
        CommandResult refused = train("used", "--epochs", "1", "--nproc-per-node", "2", "--max-restarts", "2");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("rank 0 failed first (exit code 1), so that all ranks were ended")
                .doesNotContain("restart 1");
    }

    @Test
    void a_command_that_is_repeated_begins_a_run_and_then_goes_on_with_it() throws IOException {
        CommandResult first = train("run", "--epochs", "1", "--auto-resume");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("8 training pictures, 1 epoch").doesNotContain("going on");
        CommandResult second = train("run", "--epochs", "2", "--auto-resume");
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.out()).contains("going on after epoch 1, update 2");
        assertThat(Files.readAllLines(folder.resolve("run/log.csv"))).hasSize(3);
        assertThat(Files.readString(folder.resolve("run/model.json")))
                .contains("--epochs 1 --auto-resume")
                .doesNotContain("--epochs 2");

        CommandResult foreign = train("run", "--epochs", "3", "--nproc-per-node", "2", "--max-restarts", "1");
        assertThat(foreign.code()).isEqualTo(1);
        assertThat(foreign.err()).contains("holds checkpoints of a run; resume it, or use another folder");
        CommandResult alone = train("other", "--epochs", "1", "--max-restarts", "1");
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("--max-restarts starts the processes of --nproc-per-node again");
    }
}
