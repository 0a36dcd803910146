package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read and write tensors: preprocess and run. */
class TensorCommandsTest {

    @TempDir
    private Path folder;

    private static CommandResult run(String... arguments) {
        return CommandResult.of(arguments);
    }

    @Test
    void a_feature_backbone_takes_the_body_of_a_classification_checkpoint() throws IOException {
        Path weights = folder.resolve("classifier.safetensors");
        Path output = folder.resolve("maps.safetensors");
        SafetensorsWriter.write(
                weights,
                new InitialWeights(1)
                        .draw(Catalog.standard().get("poolformer_s12").architecture()),
                Map.of());
        Path input = folder.resolve("input.safetensors");
        SafetensorsWriter.write(
                input, Map.of("input", WeightTensor.ofFloats(new float[3 * 64 * 64], 1, 3, 64, 64)), Map.of());
        List<String> command = new ArrayList<>(List.of("forward", "--model", "poolformer_s12_feat", "--features"));
        command.addAll(List.of("--weights", weights.toString(), "--tensor", input.toString()));
        command.addAll(List.of("--output", output.toString()));
        CommandResult refused = run(command.toArray(String[]::new));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("fresh head");
        command.add("--fresh-head");
        CommandResult result = run(command.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Checkpoints.open(output).tensors().keySet())
                .contains("stage0", "stage3")
                .doesNotContain("logits");
    }

    @Test
    void preprocess_and_run_pass_a_picture_through_a_network() throws IOException {
        Path input = folder.resolve("input.safetensors");
        Path output = folder.resolve("output.safetensors");
        assertThat(run(
                                "preprocess",
                                CommandFiles.photograph(folder, "cat.jpg").toString(),
                                "--output",
                                input.toString())
                        .code())
                .isZero();
        assertThat(Checkpoints.open(input).tensors().get("input").shape()).containsExactly(1, 3, 56, 56);
        assertThat(run("forward", "--tensor", input.toString(), "--output", output.toString(), "--features")
                        .code())
                .isZero();
        Checkpoint results = Checkpoints.open(output);
        assertThat(results.tensors()).containsOnlyKeys("logits", "stage0", "stage1", "stage2", "pooled");
        float[] logits = results.tensors().get("logits").toFloats();
        assertThat(logits).hasSize(10);
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        assertThat(best).as("index of cat").isEqualTo(3);
    }

    @Test
    void run_names_a_missing_input() throws IOException {
        Path file = folder.resolve("other.safetensors");
        SafetensorsWriter.write(file, Map.of("pixels", WeightTensor.ofFloats(new float[3], 1, 3, 1, 1)), Map.of());
        CommandResult result = run(
                "forward",
                "--tensor",
                file.toString(),
                "--output",
                folder.resolve("x.safetensors").toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("other.safetensors", "'input'", "pixels");
    }
}
