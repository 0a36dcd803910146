package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training whose disk is full, for which a limit of the shell stands: small files fit, a checkpoint does not. */
class FullDiskTrainingTest {

    @TempDir
    private Path folder;

    private List<String> arguments(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                folder.resolve("data").toString(),
                "--model",
                "embedded",
                "--output",
                folder.resolve("run").toString(),
                "--batch-size",
                "4",
                "--no-report"));
        arguments.addAll(List.of(options));
        return arguments;
    }

    private void requireTrained(String... options) {
        CommandResult result = CommandResult.of(arguments(options).toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
    }

    private List<String> checkpoints() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("run"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".pth"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_run_stops_in_good_order_and_goes_on_when_there_is_space_again() throws Exception {
        TwoColours.write(folder.resolve("data"), 4, 2);
        requireTrained("--epochs", "1");
        Path last = folder.resolve("run/checkpoint-2.pth");
        byte[] before = Files.readAllBytes(last);

        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "ulimit -f 100 && exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:-UsePerfData",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-XX:TieredStopAtLevel=1", // it ends before better code would pay
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments("--resume", "--epochs", "2"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<Process> end = process.onExit()
                .orTimeout(2, TimeUnit.MINUTES)
                .whenComplete((ended, late) -> process.toHandle().destroyForcibly());
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(end.get().exitValue()).as(said).isEqualTo(1);
        assertThat(said.lines().filter(line -> line.contains("metaformer: ")))
                .as(said)
                .singleElement()
                .asString()
                .contains(".pth'", "File too large", "ulimit -f");
        assertThat(last).hasBinaryContent(before);
        assertThat(checkpoints()).containsExactly("best.pth", "checkpoint-2.pth");

        requireTrained("--resume", "--epochs", "2");
        assertThat(checkpoints()).containsExactly("best.pth", "checkpoint-2.pth", "checkpoint-4.pth");
    }
}
