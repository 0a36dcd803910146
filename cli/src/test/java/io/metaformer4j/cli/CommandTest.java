package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command's contract: what goes where, and which code it exits with. */
class CommandTest {

    @TempDir
    private Path folder;

    private static CommandResult run(String... arguments) {
        return CommandResult.of(arguments);
    }

    @Test
    void models_lists_what_matches() throws IOException {
        CommandResult table = run("models", "caformer_s18*");
        assertThat(table.code()).isZero();
        assertThat(table.out()).contains("caformer_s18.sail_in1k", "10 models");
        JsonNode models = run("models", "poolformer_s12", "--json").json();
        assertThat(models).hasSize(1);
        assertThat(models.get(0).get("preprocessing").get("crop_pct").asDouble())
                .isEqualTo(0.9);
    }

    @Test
    void summary_counts_as_the_papers_do() throws IOException {
        JsonNode summary = run("summary", "poolformer_m48", "--json").json();
        assertThat(summary.get("params").asLong()).isEqualTo(73_473_448L);
        assertThat(Math.round(summary.get("published_macs").asLong() / 1e8)).isEqualTo(116);
        assertThat(summary.get("stages")).hasSize(6);
        assertThat(run("summary", "caformer_s18", "--img-size", "384").out()).contains("13.366 G");
    }

    @Test
    void validate_measures_class_folders() throws IOException {
        Path data = folder.resolve("data");
        CommandFiles.copy(CommandFiles.photograph(folder, "cat.jpg"), data.resolve("cat/a.jpg"));
        CommandFiles.copy(CommandFiles.photograph(folder, "jet.jpg"), data.resolve("airplane/b.jpg"));
        Path predictions = folder.resolve("predictions.csv");
        Path results = folder.resolve("results.json");
        CommandResult result = run(
                "validate",
                data.toString(),
                "--json",
                "--predictions",
                predictions.toString(),
                "--results",
                results.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.json().get("top1").asDouble()).isEqualTo(100);
        assertThat(result.json().get("images").asInt()).isEqualTo(2);
        assertThat(Files.readAllLines(predictions)).hasSize(3);
        assertThat(new ObjectMapper().readTree(results.toFile())).isEqualTo(result.json());
    }

    @Test
    void convert_writes_another_naming_and_type() throws IOException {
        Path random = folder.resolve("identityformer.safetensors");
        Path model = CommandFiles.embeddedModel(folder);
        Path weights = model.resolveSibling("model.safetensors");
        CommandResult result = run(
                "convert",
                weights.toString(),
                random.toString(),
                "--model",
                model.toString(),
                "--to",
                "sail",
                "--json");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Checkpoints.open(random).tensors()).containsKey("downsample_layers.0.conv.weight");
        Path back = folder.resolve("back.pth");
        assertThat(run("convert", random.toString(), back.toString(), "--model", model.toString(), "--dtype", "fp32")
                        .code())
                .isZero();
        float[] before =
                Checkpoints.open(weights).tensors().get("stem.conv.weight").toFloats();
        float[] after = Checkpoints.open(back)
                .stateDict()
                .tensors()
                .get("stem.conv.weight")
                .toFloats();
        assertThat(after).isEqualTo(before);
    }

    @Test
    void train_learns_two_colours_and_resumes() throws IOException {
        Path data = folder.resolve("colours");
        for (String split : new String[] {"train", "val"}) {
            for (int i = 0; i < 16; i++) {
                CommandFiles.png(data.resolve(split + "/dark/" + i + ".png"), 10 + i);
                CommandFiles.png(data.resolve(split + "/light/" + i + ".png"), 220 + i);
            }
        }
        Path output = folder.resolve("run");
        String[] command = {
            "train",
            data.toString(),
            "--model",
            CommandFiles.embeddedModel(folder).toString(),
            "--output",
            output.toString(),
            "--epochs",
            "3",
            "--batch-size",
            "8",
            "--warmup-epochs",
            "1",
            "--img-size",
            "32",
            "--padding",
            "2",
            "--lr",
            "1e-3"
        };
        CommandResult result = run(command);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("epoch 3/3", "top-1 100.00");
        assertThat(output.resolve("model.safetensors")).exists();
        CommandResult again = run(command);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("resume");
        CommandResult own = run("validate", data.resolve("val").toString(), "--model", output.toString(), "--json");
        assertThat(own.code()).as(own.err()).isZero();
        assertThat(own.json().get("top1").asDouble()).isEqualTo(100);
    }

    @Test
    void wrong_usage_exits_with_2_and_one_line() {
        for (String[] wrong : new String[][] {
            {"clasify"},
            {"classify"},
            {"classify", "x.jpg", "--topk", "many"},
            {"classify", "x.jpg", "--topk", "0"},
            {"classify", "x.jpg", "--device", "tpu"},
            {"classify", "x.jpg", "--precision", "int3"},
            {"validate", "x", "--interpolation", "cubic"},
            {"convert", "a", "b", "--to", "klingon"},
            {"forward", "--tensor", "x"},
            {},
        }) {
            CommandResult result = run(wrong);
            assertThat(result.code()).as(Arrays.toString(wrong)).isEqualTo(2);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(result.err()).startsWith("metaformer: ").contains("--help");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void failures_exit_with_1_and_say_how_to_mend_them() {
        assertThat(run("summary", "cafomer_s18").err()).contains("caformer_s18");
        CommandResult missing = run("classify", folder.resolve("no.jpg").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("no.jpg").contains("check the path");
        CommandResult unweighted = run("classify", folder.toString(), "--model", "caformer_s18");
        assertThat(unweighted.code()).isNotZero();
        CommandResult small = run("summary", "randformer_s12", "--img-size", "256");
        assertThat(small.code()).isEqualTo(1);
        assertThat(small.err()).contains("256").contains("196");
    }

    @Test
    void stacktrace_shows_where_it_failed() {
        CommandResult result = run("summary", "cafomer_s18", "--stacktrace");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("UnknownModelException").contains("\tat ");
    }

    @Test
    void completion_and_version_are_there() {
        assertThat(run("generate-completion").out()).contains("metaformer", "classify");
        assertThat(run("--version").out()).contains("metaformer4j");
    }

    @Test
    void names_that_were_in_use_before_still_work() throws IOException {
        Path tensor = folder.resolve("input.safetensors");
        SafetensorsWriter.write(
                tensor, Map.of("input", WeightTensor.ofFloats(new float[3 * 32 * 32], 1, 3, 32, 32)), Map.of());
        String output = folder.resolve("output.safetensors").toString();
        CommandResult forward = run("run", "--tensor", tensor.toString(), "--output", output);
        assertThat(forward.code()).as(forward.err()).isZero();
        assertThat(forward).isEqualTo(run("forward", "--tensor", tensor.toString(), "--output", output));
        Path data = folder.resolve("data");
        CommandFiles.png(data.resolve("cat/a.png"), 60);
        CommandFiles.png(data.resolve("dog/b.png"), 200);
        String subset =
                Files.writeString(folder.resolve("subset.txt"), "3\n5\n").toString();
        CommandResult figures = run("validate", data.toString(), "--valid-labels", subset);
        assertThat(figures.code()).as(figures.err()).isZero();
        assertThat(run(
                                "validate",
                                data.toString(),
                                "--class-subset",
                                folder.resolve("no.txt").toString())
                        .err())
                .contains("no.txt");
    }
}
