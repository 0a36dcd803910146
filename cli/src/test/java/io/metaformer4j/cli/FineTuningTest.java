package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What most people come for: a model of their own pictures from weights that are there. */
class FineTuningTest {

    @TempDir
    private Path folder;

    private static CommandResult train(Path data, Path output, String... options) {
        List<String> command = new ArrayList<>(List.of("train", data.toString(), "--output", output.toString()));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    @Test
    void the_embedded_model_learns_two_classes_and_later_a_third() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 32, 12);
        Path run = folder.resolve("run");
        CommandResult trained = train(data, run, "--model", "embedded", "--weights", "pretrained", "--epochs", "6");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err().lines().filter(line -> line.startsWith("note: ")))
                .containsExactly(
                        "note: train: 64 pictures of 2 classes: cold, warm",
                        "note: validation: 24 pictures of 2 classes: cold, warm",
                        "note: The classifier for 2 classes starts fresh (head.fc.weight, head.fc.bias); that of"
                                + " the checkpoint, for 10 classes, was left out.");
        CommandResult validated = CommandResult.of("validate", data.toString(), "--model", run.toString(), "--json");
        assertThat(validated.json().get("top1").asDouble()).isGreaterThan(90);
        String picture = data.resolve("val/warm/40.png").toString();
        assertThat(CommandResult.of("classify", picture, "--model", run.toString(), "--topk", "1")
                        .out())
                .contains("warm");

        TwoColours.picture(data.resolve("train/green/0.png"), 1, 0);
        TwoColours.picture(data.resolve("val/green/1.png"), 1, 1);
        for (String weights : List.of("best.pth", "model.safetensors", "")) {
            Path more = folder.resolve("more" + weights);
            CommandResult continued = train(
                    data,
                    more,
                    "--model",
                    run.resolve("model.json").toString(),
                    "--weights",
                    run.resolve(weights).toString(),
                    "--epochs",
                    "1",
                    "--lr",
                    "1e-6");
            assertThat(continued.code()).as(continued.err()).isZero();
            assertThat(continued.err())
                    .contains("keeps the rows of cold, warm from the 2 classes of the checkpoint; fresh are those of"
                            + " green.");
            CommandResult known = CommandResult.of("classify", picture, "--model", more.toString(), "--topk", "1");
            assertThat(known.out()).contains("warm");
        }
    }

    @Test
    void a_class_that_the_model_knows_by_name_keeps_its_row() throws IOException {
        Path data = folder.resolve("animals");
        for (String split : List.of("train", "val")) {
            TwoColours.picture(data.resolve(split + "/Cat/0.png"), 0, 0);
            TwoColours.picture(data.resolve(split + "/zebra/0.png"), 1, 0);
        }
        CommandResult trained =
                train(data, folder.resolve("run"), "--model", "embedded", "--weights", "pretrained", "--epochs", "1");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("keeps the rows of Cat from the 10 classes", "fresh are those of zebra");
    }

    @Test
    void weights_of_another_network_are_refused_in_one_line_and_once() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        Path run = folder.resolve("run");
        assertThat(train(data, run, "--model", "embedded", "--epochs", "1").code())
                .isZero();
        CommandResult wrong = CommandResult.of(
                "validate",
                data.toString(),
                "--model",
                "embedded",
                "--weights",
                run.resolve("model.safetensors").toString());
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err().split("do not fit", -1)).hasSize(2);
        assertThat(wrong.err().lines()).hasSize(1);
    }

    @Test
    void an_average_of_random_weights_cannot_be_asked_for() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        CommandResult wrong = train(
                data,
                folder.resolve("run"),
                "--model",
                CommandFiles.tinyModel(folder).toString(),
                "--ema");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("random weights have neither an average nor parts");
    }

    @Test
    void a_broken_picture_costs_no_epoch_and_can_be_skipped() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 2);
        Path broken = Files.write(data.resolve("val/warm/5.png"), new byte[] {1, 2, 3});
        Path run = folder.resolve("run");
        CommandResult failed =
                train(data, run, "--model", CommandFiles.tinyModel(folder).toString(), "--epochs", "1");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("warm/5.png", "--skip-broken, and go on with --resume");
        assertThat(run.resolve("checkpoint-1.pth")).exists();
        Files.write(data.resolve("train/cold/1.png"), new byte[] {1, 2, 3});
        CommandResult skipped = train(data, run, "--resume", "--skip-broken", "--epochs", "2");
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.err())
                .contains("note: the run goes on with changed settings: epochs was 1, is 2")
                .contains("note: some training pictures have another size")
                .contains("note: 1 validation picture could not be read and was left out: warm/5.png")
                .contains("note: 1 training picture could not be read and was left out: cold/1.png");
        Files.delete(data.resolve("train/cold/1.png"));
        Files.delete(broken);
        CommandResult changed = train(data, run, "--resume", "--batch-size", "4", "--epochs", "3");
        assertThat(changed.err()).contains("8 pictures then, 7 now", "--accept-changed-data");
        CommandResult accepted =
                train(data, run, "--resume", "--batch-size", "4", "--epochs", "3", "--accept-changed-data");
        assertThat(accepted.code()).as(accepted.err()).isZero();
    }

    /** A scheduler that wants the machine back sends SIGTERM: an orderly stop is no failure. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_termination_saves_the_run_and_exits_with_0() throws Exception {
        Path data = TwoColours.write(folder.resolve("data"), 8, 2);
        Path run = folder.resolve("run");
        Process process = CommandProcess.of(List.of(
                        "train",
                        data.toString(),
                        "--model",
                        CommandFiles.tinyModel(folder).toString(),
                        "--output",
                        run.toString(),
                        "--epochs",
                        "10000"))
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        CompletableFuture<Process> end = process.onExit()
                .orTimeout(5, TimeUnit.MINUTES)
                .whenComplete((ended, late) -> process.toHandle().destroyForcibly()); // and so ends its output
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.startsWith("epoch 1/")) {
                line = out.readLine();
            }
            process.toHandle().destroy(); // the process itself would close its output, too
            while (line != null && !line.startsWith("interrupted")) {
                line = out.readLine();
            }
            assertThat(line).contains("--resume");
        }
        assertThat(end.get().exitValue()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(run.resolve("last.json").toFile())
                        .get("interrupted")
                        .asBoolean())
                .isTrue();
    }
}
