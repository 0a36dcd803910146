package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metaformer4j.vision.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which class a picture counts for, in training and validation, and what is said about it. */
class DataClassesTest {

    /** Colours that a few steps tell apart. */
    private static final Map<String, int[]> COLOURS = Map.of(
            "a", new int[] {230, 20, 20}, "b", new int[] {20, 230, 20}, "c", new int[] {20, 20, 230}, "d", new int[3]);

    @TempDir
    private Path folder;

    private Path data;
    private Path output;

    @BeforeEach
    void writePictures() throws IOException {
        data = folder.resolve("data");
        output = folder.resolve("run");
        for (String name : List.of("a", "b", "c")) {
            pictures("Train/" + name, name, 12);
        }
        for (String name : List.of("A", "c")) {
            pictures("Val/" + name, name.toLowerCase(Locale.ROOT), 4);
        }
        Path model = folder.resolve("model/model.json");
        Files.createDirectories(model.getParent());
        try (InputStream stream = Objects.requireNonNull(
                DataClassesTest.class.getResourceAsStream("/io/metaformer4j/models/embedded/model.json"))) {
            // the same frame with one narrow block in each stage learns three colours in seconds
            ObjectMapper json = new ObjectMapper();
            JsonNode description = json.readTree(stream);
            int width = 8;
            for (JsonNode stage : description.at("/architecture/stages")) {
                ((ObjectNode) stage).put("dim", width).put("depth", 1);
                width += 8;
            }
            json.writeValue(model.toFile(), description);
        }
    }

    private void pictures(String name, String colour, int count) throws IOException {
        int[] rgb = COLOURS.get(colour);
        for (int i = 0; i < count; i++) {
            Path file = data.resolve(name + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(file)) {
                Picture.filled(32, 32, rgb[0] + i, rgb[1] + i, rgb[2] + i).writePng(out);
            }
        }
    }

    private CommandResult train() {
        return CommandResult.of(
                "train",
                data.toString(),
                "--model",
                folder.resolve("model").toString(),
                "--output",
                output.toString(),
                "--epochs",
                "3",
                "--batch-size",
                "4",
                "--warmup-epochs",
                "1",
                "--img-size",
                "32",
                "--padding",
                "2",
                "--lr",
                "1e-3");
    }

    private CommandResult validate(String part, String... more) {
        List<String> command = new ArrayList<>(
                List.of("validate", data.resolve(part).toString(), "--model", output.toString(), "--json"));
        command.addAll(Arrays.asList(more));
        return CommandResult.of(command.toArray(String[]::new));
    }

    @Test
    void training_and_validation_count_the_same_classes() throws IOException {
        CommandResult trained = train();
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("note: train: 36 pictures of 3 classes: a, b, c")
                .contains("note: validation: 8 pictures of 2 of the 3 classes: a, c");
        assertThat(trained.out()).contains("epoch 3/3", "top-1 100.00");

        CommandResult validated = validate("Val");
        assertThat(validated.json().get("top1").asDouble()).as(validated.err()).isEqualTo(100);
        assertThat(validated.err()).contains("note: 8 pictures of 2 of the 3 classes: a, c");
        // as timm: the second folder is the second class, which is wrong here
        CommandResult positions = validate("Val", "--classes-by", "position");
        assertThat(positions.json().get("top1").asDouble()).isEqualTo(50);
        assertThat(positions.err()).contains("in their order");

        pictures("Val/d", "d", 4);
        CommandResult unknown = validate("Val");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err().lines()).hasSize(1);
        assertThat(unknown.err()).contains("'d'", "a, b, c", "(--class-map, --unknown-classes)");
        CommandResult skipped = validate("Val", "--unknown-classes", "skip");
        assertThat(skipped.json().get("images").asInt()).isEqualTo(8);
        assertThat(skipped.err()).contains("note: 4 pictures of unknown classes are left out: d");
    }

    @Test
    void a_class_that_training_lacks_is_refused_before_the_first_epoch() throws IOException {
        pictures("Val/d", "d", 1);
        CommandResult refused = train();
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err()).contains("'validation' has the class 'd'", "a, b, c");
        assertThat(output).doesNotExist();
    }

    @Test
    void options_about_classes_that_mean_nothing_together_are_wrong_usage() {
        String map = folder.resolve("map.txt").toString();
        for (String by : List.of("name", "position")) {
            CommandResult mapped =
                    CommandResult.of("validate", data.toString(), "--class-map", map, "--classes-by", by);
            assertThat(mapped.code()).isEqualTo(2);
            assertThat(mapped.err()).contains("--classes-by means nothing beside --class-map");
        }
        CommandResult counted =
                CommandResult.of("validate", data.toString(), "--classes-by", "position", "--unknown-classes", "skip");
        assertThat(counted.code()).isEqualTo(2);
        assertThat(counted.err()).contains("--unknown-classes means nothing with --classes-by position");
    }

    @Test
    void a_word_that_is_no_choice_is_wrong_usage() {
        for (String option : List.of("--classes-by", "--unknown-classes")) {
            CommandResult wrong = CommandResult.of("validate", data.toString(), option, "maybe");
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err().lines()).hasSize(1);
        }
    }
}
