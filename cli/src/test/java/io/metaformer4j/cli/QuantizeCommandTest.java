package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.load.QuantizedNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded model as bytes, from photographs to answers. */
class QuantizeCommandTest {

    @TempDir
    private Path folder;

    private Path cat;

    @BeforeEach
    void lay_out_pictures() throws IOException {
        cat = CommandFiles.photograph(folder, "cat.jpg");
        for (String kind : new String[] {"cat", "dog", "horse"}) {
            CommandFiles.copy(
                    CommandFiles.photograph(folder, kind + ".jpg"),
                    folder.resolve("pets/validation/" + kind + "/1.jpg"));
        }
    }

    private CommandResult quantize(Path output, String... more) {
        String[] fixed = {
            "quantize",
            "--calibration",
            folder.resolve("pets").toString(),
            "--output",
            output.toString(),
            "--threads",
            "2"
        };
        String[] all = Arrays.copyOf(fixed, fixed.length + more.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return CommandResult.of(all);
    }

    @Test
    void the_embedded_model_is_stored_reported_and_used() throws IOException {
        Path file = folder.resolve("bytes.safetensors");
        CommandResult result =
                quantize(file, "--json", "--val", folder.resolve("pets").toString());
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode report = result.json();
        assertThat(report.get("layers")).hasSize(31);
        assertThat(report.get("calibrationPictures").asInt()).isEqualTo(3);
        assertThat(report.get("error").asDouble()).isPositive().isLessThan(0.05);
        assertThat(report.get("bytes").asLong())
                .isEqualTo(Files.size(file))
                .isLessThan(report.get("float32Bytes").asLong() / 3);
        assertThat(report.get("accuracy").get("pictures").asInt()).isEqualTo(3);
        assertThat(report.get("accuracy").get("agreement").asDouble()).isEqualTo(100);
        Checkpoint stored = Checkpoints.open(file);
        assertThat(stored.metadata())
                .containsEntry(QuantizedNames.FORMAT_KEY, QuantizedNames.FORMAT)
                .containsEntry("metaformer4j.calibration", "3 pictures, mse");
        assertThat(stored.tensors().get("stages.0.blocks.0.mlp.fc1.weight").dtype())
                .isEqualTo(DType.I8);
        CommandResult answer =
                CommandResult.of("classify", cat.toString(), "--weights", file.toString(), "--engine", "cpu");
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).containsPattern("%\\s+cat");
        Path speed = folder.resolve("speed.csv");
        CommandResult timed = CommandResult.of(
                "benchmark",
                "embedded",
                "--weights",
                file.toString(),
                "--profile",
                "--rounds",
                "1",
                "--warmup",
                "0",
                "--output",
                speed.toString());
        assertThat(timed.code()).as(timed.err()).isZero();
        assertThat(timed.out()).containsPattern("embedded +cpu +int8 +1 ").contains("embedded on cpu, int8, batch 1");
        assertThat(Files.readAllLines(speed).get(1)).contains(",int8,", "," + file + ",");
        CommandResult elsewhere =
                CommandResult.of("classify", cat.toString(), "--weights", file.toString(), "--engine", "torch");
        assertThat(elsewhere.code()).isNotZero();
        assertThat(elsewhere.err())
                .contains(
                        "31 of 62 tensors as int8",
                        "the engines cpu and onnx alone compute with, in float32 or bfloat16");
        CommandResult again = quantize(folder.resolve("again.safetensors"), "--weights", file.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("int8 already; quantize those in floating point");
    }

    @Test
    void pictures_to_compare_on_are_opened_before_anything_is_done() throws IOException {
        Path file = folder.resolve("kept.safetensors");
        Files.writeString(file, "older");
        for (Path wrong : List.of(folder.resolve("none"), folder.resolve("pets/validation/cat"))) {
            CommandResult result = quantize(file, "--val", wrong.toString());
            assertThat(result.code()).as(result.err()).isEqualTo(1);
            assertThat(result.err()).contains(wrong.toString()).doesNotContain("calibrate", "try layers");
            assertThat(file).hasContent("older");
        }
    }

    @Test
    void what_is_known_of_the_layers_is_said_although_the_comparison_fails() throws IOException {
        Path file = folder.resolve("bytes.safetensors");
        Path labelled = folder.resolve("labelled");
        CommandFiles.copy(cat, labelled.resolve("validation/cat/1.jpg"));
        Files.write(labelled.resolve("validation/cat/2.jpg"), new byte[] {1, 2, 3});
        CommandResult result = quantize(file, "--val", labelled.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("2.jpg");
        assertThat(result.out()).contains("31 of 31 layers are int8");
        assertThat(file).exists();
    }

    @Test
    void an_engine_that_measures_no_activations_names_the_one_that_does() {
        CommandResult result = quantize(folder.resolve("onnx.safetensors"), "--engine", "onnx");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("quantize with --engine cpu, whose file the engine onnx takes, too");
    }

    @Test
    void with_no_error_allowed_every_layer_stays_float32() throws IOException {
        Path file = folder.resolve("floats.safetensors");
        CommandResult result = quantize(file, "--max-error", "0", "--range", "minmax", "--error-pictures", "1");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("0 of 31 layers are int8", "stages.0.blocks.0.mlp.fc1", "float32");
        assertThat(Checkpoints.open(file).tensors().values()).noneMatch(tensor -> tensor.dtype() == DType.I8);
    }

    @Test
    void a_file_of_another_format_is_refused_in_one_sentence() throws IOException {
        Path file = folder.resolve("later.safetensors");
        Path model = CommandFiles.embeddedModel(folder);
        SafetensorsWriter.write(
                file,
                Checkpoints.open(model.resolveSibling("model.safetensors")).tensors(),
                Map.of(QuantizedNames.FORMAT_KEY, "int4-9"));
        CommandResult result =
                CommandResult.of("classify", cat.toString(), "--weights", file.toString(), "--engine", "cpu");
        assertThat(result.code()).isNotZero();
        assertThat(result.err()).contains("int4-9", "reads int8-1 and int8-2 only", "quantize the weights again");
    }

    @Test
    void folders_without_usable_pictures_are_named_and_no_file_is_left() throws IOException {
        Path file = folder.resolve("none.safetensors");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        CommandResult none =
                CommandResult.of("quantize", "--calibration", empty.toString(), "--output", file.toString());
        assertThat(none.code()).isNotZero();
        assertThat(none.err()).contains("no pictures in", "empty");
        CommandResult missing = CommandResult.of(
                "quantize", "--calibration", folder.resolve("nowhere").toString(), "--output", file.toString());
        assertThat(missing.code()).isNotZero();
        assertThat(missing.err()).contains("nowhere", "is no folder");
        Files.writeString(folder.resolve("pets/broken.jpg"), "no picture");
        CommandResult broken = quantize(file);
        assertThat(broken.code()).isNotZero();
        assertThat(broken.err()).contains("broken.jpg");
        assertThat(file).doesNotExist();
    }
}
