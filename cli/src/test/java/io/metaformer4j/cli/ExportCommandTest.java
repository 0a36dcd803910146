package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metaformer export}: ONNX files, and whether they say what the model says. */
class ExportCommandTest {

    @TempDir
    private Path folder;

    @Test
    void an_exported_file_answers_as_the_model_on_another_engine() throws IOException {
        String file = folder.resolve("embedded.onnx").toString();
        CommandResult written = CommandResult.of("export", "onnx", file, "--features", "--dynamic-batch", "--json");
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(written.json().get("inputs").get(0).asText()).isEqualTo("input float32 [?, 3, 56, 56]");
        assertThat(written.json().get("outputs").toString()).contains("logits float32 [?, 10]", "stage0", "pooled");
        CommandResult checked = CommandResult.of("export", "check", file, "--json");
        assertThat(checked.code()).as(checked.err()).isZero();
        assertThat(checked.json().get("pictures").asInt()).isEqualTo(3);
        assertThat(checked.json().get("outputs")).hasSizeGreaterThan(3).allSatisfy(row -> {
            assertThat(row.get("equal").asBoolean()).isTrue();
            assertThat(row.get("difference").asDouble())
                    .isLessThan(1e-4 * Math.max(1, row.get("largest").asDouble()));
        });
    }

    @Test
    void bytes_go_in_where_the_file_normalises_them() throws IOException {
        String file = folder.resolve("bytes.onnx").toString();
        String cat = CommandFiles.photograph(folder, "cat.jpg").toString();
        CommandResult written = CommandResult.of("export", "onnx", file, "--with-preprocessing");
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(written.out()).contains("takes input uint8 [1, 56, 56, 3]", "wrote " + file + " (opset 20");
        CommandResult checked = CommandResult.of("export", "check", file, cat, cat);
        assertThat(checked.code()).as(checked.err()).isZero();
        assertThat(checked.out()).contains("logits", "2 pictures");
    }

    @Test
    void a_file_of_other_weights_fails_the_check() {
        String file = folder.resolve("embedded.onnx").toString();
        assertThat(CommandResult.of("export", "onnx", file).code()).isZero();
        CommandResult checked = CommandResult.of("export", "check", file, "--weights", "random:3");
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.err()).contains("output 'logits'", "beyond rounding", "export it again");
    }

    @Test
    void configurations_of_servers_lie_beside_the_file() throws IOException {
        Path file = folder.resolve("repository/things/1/model.onnx");
        CommandResult written =
                CommandResult.of("export", "onnx", file.toString(), "--dynamic-batch", "--triton", "--djl");
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(Files.readString(folder.resolve("repository/things/config.pbtxt")))
                .contains("name: \"things\"", "max_batch_size: 32", "dims: [ 3, 56, 56 ]");
        assertThat(Files.readAllLines(folder.resolve("repository/things/labels.txt")))
                .hasSize(10);
        assertThat(Files.readAllLines(file.resolveSibling("serving.properties")))
                .contains("engine=OnnxRuntime", "option.modelName=model", "width=56");
        assertThat(Files.readAllLines(file.resolveSibling("synset.txt"))).hasSize(10);
    }

    @Test
    void weights_of_bytes_are_exported_as_bytes_and_answer_as_on_the_engine_for_them() throws IOException {
        Path pictures = folder.resolve("pictures");
        for (String kind : List.of("cat", "dog", "horse")) {
            CommandFiles.copy(CommandFiles.photograph(folder, kind + ".jpg"), pictures.resolve(kind + ".jpg"));
        }
        String weights = folder.resolve("bytes.safetensors").toString();
        CommandResult quantized = CommandResult.of(
                "quantize", "--calibration", pictures.toString(), "--output", weights, "--error-pictures", "1");
        assertThat(quantized.code()).as(quantized.err()).isZero();
        String file = folder.resolve("bytes.onnx").toString();
        CommandResult written = CommandResult.of("export", "onnx", file, "--int8", "--weights", weights);
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(Files.size(Path.of(file)))
                .isBetween(Files.size(Path.of(weights)) / 2, 2 * Files.size(Path.of(weights)));
        CommandResult checked =
                CommandResult.of("export", "check", file, "--weights", weights, "--engine", "cpu", "--json");
        assertThat(checked.code()).as(checked.err()).isZero();
        assertThat(checked.json().get("int8").asBoolean()).isTrue();
        assertThat(checked.json().get("sameClass").asInt()).isEqualTo(3);
        assertThat(checked.json().get("outputs").get(0).get("deviation").asDouble())
                .isBetween(0.0, 0.05);
        CommandResult other = CommandResult.of(
                "export", "check", file, pictures.toString(), "--weights", "random:3", "--engine", "onnx");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("output 'logits'", "beyond rounding to bytes", "export it again");
        CommandResult floats =
                CommandResult.of("export", "onnx", folder.resolve("floats.onnx").toString(), "--int8");
        assertThat(floats.code()).isEqualTo(1);
        assertThat(floats.err()).contains("--int8", "floating point", "'metaformer quantize'");
        assertThat(folder.resolve("floats.onnx")).doesNotExist();
    }

    @Test
    void what_cannot_be_written_is_wrong_usage() {
        String file = folder.resolve("pets.onnx").toString();
        for (List<String> options : List.of(List.of("--opset", "16"), List.of("--opset", "24"))) {
            CommandResult result = CommandResult.of("export", "onnx", file, options.get(0), options.get(1));
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("--opset", "17", "23");
        }
        CommandResult misplaced = CommandResult.of("export", "onnx", file, "--triton");
        assertThat(misplaced.code()).isEqualTo(2);
        assertThat(misplaced.err()).contains("--triton", "NAME/1/model.onnx");
        assertThat(CommandResult.of("export").err()).contains("a command is missing");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_for_other_channels_is_refused_with_the_option() {
        String file = folder.resolve("grey.onnx").toString();
        CommandResult written = CommandResult.of("export", "onnx", file, "--in-chans", "1", "--model", "embedded");
        assertThat(written.code()).as(written.err()).isZero();
        CommandResult checked = CommandResult.of("export", "check", file);
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.err().lines()).hasSize(1);
        assertThat(checked.err()).contains("takes pictures of 1 channel, the network of 3 channels", "(--in-chans)");
        CommandResult grey = CommandResult.of("export", "check", file, "--in-chans", "1");
        assertThat(grey.code()).as(grey.err()).isZero();
    }

    @Test
    void a_missing_or_foreign_file_is_told_in_one_line() throws IOException {
        Path text = Files.writeString(folder.resolve("text.onnx"), "nothing of the kind");
        Path whole = folder.resolve("whole.onnx");
        assertThat(CommandResult.of("export", "onnx", whole.toString()).code()).isZero();
        byte[] bytes = Files.readAllBytes(whole);
        Path half = Files.write(folder.resolve("half.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
        Path empty = Files.createFile(folder.resolve("empty.onnx"));
        Path data = Files.write(folder.resolve("data.onnx.data"), Arrays.copyOfRange(bytes, 50_000, 90_000));
        Path cat = CommandFiles.photograph(folder, "cat.jpg");
        for (Path file : List.of(text, half, empty, data, cat, folder)) {
            CommandResult result = CommandResult.of("export", "check", file.toString());
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err())
                    .contains("'" + file + "' is not an ONNX model", "give the .onnx file")
                    .doesNotContain("ORT_", "\\n", "ONNX Runtime");
        }
        for (Path file : List.of(text, folder.resolve("missing.onnx"))) {
            CommandResult result = CommandResult.of("export", "check", file.toString());
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(result.err()).contains(String.valueOf(file.getFileName()));
        }
    }

    @Test
    void the_engine_on_onnx_runtime_classifies_as_torch_does() throws IOException {
        String cat = CommandFiles.photograph(folder, "cat.jpg").toString();
        JsonNode torch = best(CommandResult.of("classify", cat, "--json", "--engine", "torch"));
        JsonNode onnx = best(CommandResult.of("classify", cat, "--json", "--engine", "onnx"));
        assertThat(onnx.get("label")).isEqualTo(torch.get("label"));
        assertThat(Math.abs(onnx.get("probability").asDouble()
                        - torch.get("probability").asDouble()))
                .isLessThan(1e-5);
    }

    private static JsonNode best(CommandResult result) throws IOException {
        assertThat(result.code()).as(result.err()).isZero();
        return result.json().get("results").get(0).get("predictions").get(0);
    }
}
