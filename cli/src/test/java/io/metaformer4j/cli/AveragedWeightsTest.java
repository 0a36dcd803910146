package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.TorchWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that hold the weights of a training, their average, or both. */
class AveragedWeightsTest {

    @TempDir
    private Path folder;

    private Path picture;
    private Map<String, WeightTensor> tensors;

    @BeforeEach
    void read() throws IOException {
        picture = folder.resolve("data/cat/a.png");
        Files.createDirectories(picture.getParent());
        try (OutputStream out = Files.newOutputStream(picture)) {
            Picture.filled(32, 32, 80, 90, 100).writePng(out);
        }
        Path embedded = folder.resolve("embedded.safetensors");
        try (InputStream in =
                Objects.requireNonNull(LoadedModel.class.getResourceAsStream("embedded/model.safetensors"))) {
            Files.copy(in, embedded);
        }
        tensors = Checkpoints.open(embedded).tensors();
    }

    private Path write(String name, Map<String, ?> content) throws IOException {
        Path file = folder.resolve(name);
        TorchWriter.write(file, content);
        return file;
    }

    private CommandResult classify(Path weights, String... options) {
        String[] command = new String[options.length + 5];
        System.arraycopy(
                new String[] {"classify", picture.toString(), "--weights", weights.toString(), "--json"},
                0,
                command,
                0,
                5);
        System.arraycopy(options, 0, command, 5, options.length);
        return CommandResult.of(command);
    }

    @Test
    void every_document_says_whether_the_average_was_taken() throws IOException {
        Path both = write("both.pth", Map.of("state_dict", tensors, "state_dict_ema", tensors));
        assertThat(classify(both).json().get("averaged").asBoolean()).isTrue();
        assertThat(classify(both, "--ema").json().get("averaged").asBoolean()).isTrue();
        assertThat(classify(both, "--raw").json().get("averaged").asBoolean()).isFalse();
        assertThat(classify(both).err()).contains("The averaged (EMA) weights were taken");

        String out = folder.resolve("out.safetensors").toString();
        String weights = both.toString();
        String model = folder.resolve("model.json").toString();
        try (InputStream in = Objects.requireNonNull(LoadedModel.class.getResourceAsStream("embedded/model.json"))) {
            Files.copy(in, Path.of(model));
        }
        requireAveraged(true, "convert", weights, out, "--model", model, "--json");
        requireAveraged(false, "convert", weights, out, "--model", model, "--raw", "--json");
        String data = folder.resolve("data").toString();
        requireAveraged(true, "validate", data, "--weights", weights, "--json");
        requireAveraged(false, "validate", data, "--weights", weights, "--raw", "--json");
        String tensor = folder.resolve("input.safetensors").toString();
        assertThat(CommandResult.of("preprocess", picture.toString(), "--output", tensor)
                        .code())
                .isZero();
        requireAveraged(true, "forward", "--tensor", tensor, "--output", out, "--weights", weights, "--json");
        requireAveraged(false, "forward", "--tensor", tensor, "--output", out, "--weights", weights, "--raw", "--json");
    }

    private static void requireAveraged(boolean averaged, String... command) throws IOException {
        CommandResult result = CommandResult.of(command);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.json().get("averaged").asBoolean()).isEqualTo(averaged);
    }

    @Test
    void what_a_file_lacks_is_refused_with_the_option_that_takes_what_it_has() throws IOException {
        CommandResult raw = classify(write("raw.pth", Map.of("state_dict", tensors)), "--ema");
        assertThat(raw.code()).isEqualTo(1);
        assertThat(raw.err()).contains("holds no averaged (EMA) weights").contains("(--raw)");
        CommandResult several = classify(write("two.pth", Map.of("left", tensors, "right", tensors)));
        assertThat(several.code()).isEqualTo(1);
        assertThat(several.err()).contains("name the part to take").contains("(--part)");
    }
}
