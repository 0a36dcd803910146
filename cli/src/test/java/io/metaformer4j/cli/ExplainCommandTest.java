package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code metaformer explain} with the embedded model, whose pictures are small. */
class ExplainCommandTest {

    @TempDir
    private Path folder;

    private String cat;

    @BeforeEach
    void photograph() throws IOException {
        cat = CommandFiles.photograph(folder, "cat.jpg").toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static CommandResult explain(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "explain";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandResult.of(all);
    }

    private static Picture picture(String file) throws IOException {
        return ImageDecoder.standard().decode(Path.of(file));
    }

    @Test
    void one_map_lies_over_the_picture_in_full_size() throws IOException {
        CommandResult result = explain(cat, "--output", file("out.png"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("gradcam", "cat", "wrote " + file("out.png"));
        Picture photograph = picture(cat);
        Picture overlay = picture(file("out.png"));
        assertThat(overlay.width()).isEqualTo(photograph.width());
        assertThat(overlay.height()).isEqualTo(photograph.height());
        assertThat(Arrays.equals(overlay.compact().rgb(), photograph.compact().rgb()))
                .isFalse();
    }

    @Test
    void several_maps_become_a_grid_and_numbers() throws IOException {
        String methods = "gradcam,LayerCAM,integratedgradients";
        CommandResult result = explain(
                cat,
                "--method",
                methods,
                "--steps",
                "4",
                "--top-k",
                "2",
                "--module",
                "stages.1",
                "--aug-smooth",
                "--output",
                file("grid.png"),
                "--maps",
                file("maps.safetensors"),
                "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode results = result.json().get("results");
        assertThat(results).hasSize(6);
        assertThat(results.get(0).get("method").asText()).isEqualTo("gradcam");
        assertThat(results.get(0).get("modules").get(0).asText()).isEqualTo("stages.1");
        assertThat(results.get(4).get("method").asText()).isEqualTo("integratedgradients");
        assertThat(results.get(4).get("modules")).isEmpty();
        assertThat(results.get(0).get("probability").asDouble())
                .isGreaterThanOrEqualTo(results.get(1).get("probability").asDouble());
        Map<String, WeightTensor> maps =
                Checkpoints.open(Path.of(file("maps.safetensors"))).tensors();
        assertThat(maps).hasSize(6);
        String first =
                "picture0/embedded/gradcam/class" + results.get(0).get("index").asInt();
        assertThat(maps).containsKey(first);
        assertThat(maps.get(first).shape())
                .containsExactly(
                        results.get(0).get("map").get(0).asLong(),
                        results.get(0).get("map").get(1).asLong());
        Picture grid = picture(file("grid.png"));
        assertThat(grid.width()).isEqualTo(12 + 7 * (256 + 12)); // the photograph and six maps, with gaps
    }

    @Test
    void classes_are_named_by_word_or_index() throws IOException {
        CommandResult byName = explain(cat, "--target", "dog", "--maps", file("a.safetensors"), "--json");
        CommandResult byIndex = explain(cat, "--target", "5", "--maps", file("b.safetensors"), "--json");
        assertThat(byName.code()).as(byName.err()).isZero();
        assertThat(byName.json().get("results").get(0).get("index").asInt()).isEqualTo(5);
        assertThat(byName.json().get("results")).isEqualTo(byIndex.json().get("results"));
        assertThat(Files.mismatch(Path.of(file("a.safetensors")), Path.of(file("b.safetensors"))))
                .isEqualTo(-1);
    }

    @Test
    void maps_are_measured() throws IOException {
        CommandResult result =
                explain(cat, "--faithfulness", "--faithfulness-step", "0.25", "--method", "hirescam", "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode found = result.json().get("results").get(0);
        assertThat(found.get("insertion_curve")).hasSize(5);
        assertThat(found.get("insertion").asDouble()).isBetween(0.0, 1.0);
        assertThat(found.get("deletion").asDouble()).isBetween(0.0, 1.0);
        assertThat(explain(cat, "--faithfulness", "--faithfulness-step", "1").out())
                .contains("insertion", "deletion");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method gradcan --output o.png | did you mean gradcam",
                "--method fullgrad --module stages.1 --output o.png | --module means nothing to fullgrad",
                "--method fullgrad --eigen-smooth --output o.png | --eigen-smooth means nothing to fullgrad",
                "--method eigencam --eigen-smooth --output o.png | --eigen-smooth means nothing to eigencam",
                "--steps 3 --output o.png | --steps means nothing to gradcam",
                "--channels 3 --output o.png | --channels means nothing to gradcam",
                "--batch-size 3 --output o.png | --batch-size means nothing to gradcam",
                "--faithfulness-step 0.5 --output o.png | --faithfulness",
                "--top-k 2 --target 1 --output o.png | give one of them",
                "--top-k 2 | --output",
            })
    void what_means_nothing_is_wrong_usage(String options, String message) {
        CommandResult result = explain((cat + " " + options.replace("o.png", file("o.png"))).split(" ", -1));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(Path.of(file("o.png"))).doesNotExist();
    }

    @Test
    void classes_that_are_not_there_are_refused_with_the_nearest() {
        CommandResult unknown = explain(cat, "--target", "frok", "--output", file("o.png"));
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("'frok'", "did you mean frog");
        CommandResult beyond = explain(cat, "--target", "10", "--output", file("o.png"));
        assertThat(beyond.code()).isEqualTo(1);
        assertThat(beyond.err()).contains("class 10", "0 to 9");
    }

    @Test
    void a_class_that_is_named_twice_is_one() throws IOException {
        CommandResult result = explain(cat, "--target", "dog,5", "--output", file("out.png"), "--json");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.json().get("results")).hasSize(1);
        assertThat(picture(file("out.png")).width()).isEqualTo(picture(cat).width()); // no grid
    }

    @Test
    void folders_are_looked_into_and_broken_pictures_left_out() throws IOException {
        Path pictures = folder.resolve("pictures");
        CommandFiles.png(pictures.resolve("b/gray.png"), 90);
        CommandFiles.copy(Path.of(cat), pictures.resolve("c.jpg"));
        Files.writeString(pictures.resolve("a.png"), "no picture");
        Files.createDirectory(folder.resolve("empty"));
        CommandResult result = explain(
                pictures.toString(),
                file("empty"),
                "--output",
                file("grid.png"),
                "--maps",
                file("maps.safetensors"),
                "--json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).containsOnlyOnce("metaformer: ").contains("a.png", "no pictures in", "empty");
        JsonNode results = result.json().get("results");
        assertThat(results).hasSize(2);
        assertThat(results.get(0).get("file").asText()).endsWith("gray.png");
        assertThat(results.get(0).get("picture").asInt()).isEqualTo(1);
        assertThat(results.get(1).get("picture").asInt()).isEqualTo(2);
        JsonNode failures = result.json().get("failures");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).get("file").asText()).endsWith("a.png");
        assertThat(picture(file("grid.png")).width()).isEqualTo(12 + 2 * (256 + 12));
        assertThat(Checkpoints.open(Path.of(file("maps.safetensors"))).tensors())
                .hasSize(2);
    }

    @Test
    void nothing_is_written_where_there_is_no_picture() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
        CommandResult result = explain(broken.toString(), "--output", file("o.png"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("broken.png");
        assertThat(result.out()).doesNotContain("wrote");
        assertThat(Path.of(file("o.png"))).doesNotExist();
        Files.createDirectory(folder.resolve("empty"));
        CommandResult empty = explain(file("empty"), "--output", file("o.png"));
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.err()).contains("no pictures in", "empty", "png");
    }

    @Test
    void pictures_of_a_folder_are_not_overwritten() {
        CommandResult result = explain(folder.toString(), "--output", cat);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--output would replace IMAGE");
    }

    @Test
    void pictures_are_not_overwritten() {
        CommandResult result = explain(cat, "--output", cat);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--output would replace IMAGE");
    }
}
