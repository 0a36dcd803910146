package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that commands find by themselves, in the folder of a model or of data, and that no output replaces. */
class KeptInputsTest {

    @TempDir
    private Path folder;

    private Path description;
    private Path weights;
    private Path picture;

    @BeforeEach
    void lay_out_a_model_and_data() throws IOException {
        description = CommandFiles.embeddedModel(folder);
        weights = description.resolveSibling("model.safetensors");
        picture = folder.resolve("data/cat/a.png");
        CommandFiles.png(picture, 9);
        CommandFiles.png(folder.resolve("data/ship/b.png"), 200);
    }

    private static void requireRefused(Path kept, List<String> command, String... said) throws IOException {
        byte[] before = Files.readAllBytes(kept);
        CommandResult result = CommandResult.of(command.toArray(String[]::new));
        assertThat(result.code()).as(command + ": " + result.err()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err())
                .contains("would replace", "choose another name")
                .contains(said);
        assertThat(kept).hasBinaryContent(before);
    }

    private List<String> command(String words) {
        return Arrays.stream(words.split(" "))
                .map(word -> word.replace("MODEL", String.valueOf(description.getParent()))
                        .replace("JSON", description.toString())
                        .replace("WEIGHTS", weights.toString())
                        .replace("DATA", folder.resolve("data").toString())
                        .replace("PICTURE", picture.toString()))
                .toList();
    }

    @Test
    void the_weights_beside_a_description_are_kept() throws IOException {
        for (String words : List.of(
                "forward --model MODEL --tensor PICTURE --output WEIGHTS",
                "quantize --model MODEL --calibration DATA --output WEIGHTS",
                "export onnx WEIGHTS --model MODEL",
                "export onnx WEIGHTS --model JSON",
                "preprocess PICTURE --model MODEL --output WEIGHTS",
                "convert PICTURE WEIGHTS --model JSON",
                "embed DATA --model JSON --output WEIGHTS",
                "predict DATA --model MODEL --output WEIGHTS --results-format csv",
                "explain PICTURE --model JSON --output WEIGHTS",
                "validate DATA --model MODEL --results WEIGHTS",
                "invariance DATA --model JSON --output WEIGHTS")) {
            requireRefused(weights, command(words), "the weights of");
        }
    }

    @Test
    void the_description_in_a_folder_is_kept() throws IOException {
        for (String words : List.of(
                "forward --model MODEL --tensor PICTURE --output JSON",
                "quantize --model MODEL --calibration DATA --output JSON",
                "export onnx JSON --model MODEL",
                "preprocess PICTURE --model MODEL --output JSON",
                "convert PICTURE JSON --model MODEL",
                "validate DATA --model MODEL --results JSON",
                "benchmark MODEL --output JSON")) {
            requireRefused(description, command(words), "model.json");
        }
    }

    @Test
    void weights_that_are_named_by_their_folder_are_kept_with_the_names_of_their_classes() throws IOException {
        requireRefused(weights, command("forward --weights MODEL --tensor PICTURE --output WEIGHTS"), "--weights");
        requireRefused(
                description, command("validate DATA --weights WEIGHTS --results JSON"), "description of --weights");
    }

    @Test
    void pictures_in_folders_of_data_are_kept() throws IOException {
        Path none = Files.createDirectory(folder.resolve("none"));
        for (String words : List.of(
                "quantize --calibration DATA --output PICTURE",
                "quantize --calibration " + none + " --val DATA --output PICTURE",
                "predict DATA --output PICTURE --results-format csv",
                "embed DATA --output PICTURE",
                "validate DATA --results PICTURE",
                "invariance DATA --output PICTURE",
                "data verify DATA --delete-list PICTURE")) {
            requireRefused(picture, command(words), "a part of", "'" + picture + "'");
        }
    }

    @Test
    void results_of_an_earlier_call_among_the_data_are_replaced() throws IOException {
        Path list = Files.writeString(folder.resolve("data/broken.txt"), "old\n");
        CommandResult result = CommandResult.of(
                command("data verify DATA --delete-list " + list).toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(list).isEmptyFile();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_picture_is_kept_behind_links_too() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.png"), picture);
        requireRefused(picture, command("quantize --calibration DATA --output " + link), "a part of");
        Path outside = folder.resolve("outside.png");
        CommandFiles.png(outside, 3);
        Path inside = Files.createSymbolicLink(folder.resolve("data/cat/c.png"), outside);
        requireRefused(outside, command("quantize --calibration DATA --output " + inside), "a part of");
    }
}
