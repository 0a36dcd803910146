package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.cli.output.StandardOutput;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on the command line: found early, said in one line, and nothing half-done left behind. */
class CommandErrorsTest {

    @TempDir
    private Path folder;

    private Path picture;

    @BeforeEach
    void writePicture() throws IOException {
        picture = png(folder.resolve("picture.png"), 90);
    }

    @Test
    void values_that_make_no_sense_are_wrong_usage() {
        String image = picture.toString();
        String output = folder.resolve("out.safetensors").toString();
        String run = folder.resolve("run").toString();
        for (String[] wrong : new String[][] {
            {"summary", "caformer_s18", "--img-size", "0"},
            {"summary", "caformer_s18", "--img-size", "2147483647"},
            {"classify", image, "--weights", "random:x"},
            {"classify", ""},
            {"validate", image, "--results", ""},
            {"preprocess", image, "--output", ""},
            {"train", image, "--model", "embedded", "--output", ""},
            {"classify", image, "--weights", "hf:nobody"},
            {"preprocess", image, "--output", output, "--crop-pct", "1.5"},
            {"preprocess", image, "--output", output, "--crop-pct", "NaN"},
            {"preprocess", image, "--output", output, "--img-size", "-3"},
            {"preprocess", image, "--output", output, "--crop-mode", "round"},
            {"validate", image, "--batch-size", "0"},
            {"validate", image, "--workers", "-1"},
            {"validate", image, "--workers", "100000"},
            {"validate", image, "--num-classes", "0"},
            {"validate", image, "--predictions", output, "--results", output},
            {"convert", image, output, "--num-classes", "-2"},
            {"train", image, "--model", "embedded", "--output", run, "--epochs", "0"},
            {"train", image, "--model", "embedded", "--output", run, "--lr", "0"},
            {"train", image, "--model", "embedded", "--output", run, "--lr", "Infinity"},
            {"train", image, "--model", "embedded", "--output", run, "--clip-grad", "-1"},
            {"train", image, "--model", "embedded", "--output", run, "--scale", "0.9", "0.5"},
            {"train", image, "--model", "embedded", "--output", run, "--train-interpolation", "cubic"},
            {"train", image, "--model", "embedded", "--output", run, "--precision", "fp16"},
            {"train", image, "--model", "embedded", "--output", run, "--padding", "4", "--scale", "0.5", "1"},
            {
                "train",
                image,
                "--model",
                "embedded",
                "--output",
                run,
                "--padding",
                "4",
                "--train-interpolation",
                "bicubic"
            },
        }) {
            CommandResult result = CommandResult.of(wrong);
            assertThat(result.code()).as(Arrays.toString(wrong)).isEqualTo(2);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(result.out()).isEmpty();
        }
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(picture));
    }

    @Test
    void outputs_that_cannot_be_written_are_refused_before_the_work() throws IOException {
        Path data = twoClasses(folder.resolve("data"));
        Path nowhere = folder.resolve("nowhere/out.safetensors");
        for (String[] wrong : new String[][] {
            {"preprocess", picture.toString(), "--output", nowhere.toString()},
            {"preprocess", picture.toString(), "--output", folder.toString()},
            {"forward", "--tensor", folder.resolve("no.safetensors").toString(), "--output", nowhere.toString()},
            {"validate", data.toString(), "--results", nowhere.toString()},
            {"validate", data.toString(), "--predictions", nowhere.toString()},
            {"convert", folder.resolve("no.pth").toString(), nowhere.toString()},
        }) {
            CommandResult result = CommandResult.of(wrong);
            assertThat(result.code()).as(Arrays.toString(wrong)).isEqualTo(1);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(result.err()).contains("output '").doesNotContain(".tmp");
        }
    }

    @Test
    void a_failed_validation_leaves_no_files() throws IOException {
        Path data = twoClasses(folder.resolve("data"));
        Files.write(data.resolve("ship/c.png"), new byte[] {1, 2, 3});
        Path outputs = Files.createDirectory(folder.resolve("outputs"));
        String[] command = {
            "validate",
            data.toString(),
            "--batch-size",
            "1",
            "--predictions",
            outputs.resolve("p.csv").toString(),
            "--results",
            outputs.resolve("r.json").toString(),
        };
        CommandResult failed = CommandResult.of(command);
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("c.png").doesNotContain("(100 %)");
        assertThat(outputs).isEmptyDirectory();
        String[] skipping =
                Stream.concat(Stream.of(command), Stream.of("--skip-broken")).toArray(String[]::new);
        CommandResult skipped = CommandResult.of(skipping);
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.out()).contains("1 picture could not be read and was left out: ship/c.png");
        assertThat(outputs.resolve("p.csv")).exists();
    }

    @Test
    void the_validation_part_of_divided_data_is_validated() throws IOException {
        twoClasses(folder.resolve("data/val"));
        twoClasses(folder.resolve("data/train"));
        String data = folder.resolve("data").toString();
        assertThat(CommandResult.of("validate", data, "--json")
                        .json()
                        .get("images")
                        .asInt())
                .isEqualTo(2);
        assertThat(CommandResult.of("validate", data, "--json", "--split", "all")
                        .json()
                        .get("images")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void a_missing_picture_among_others_is_one_error_and_a_linked_folder_is_a_folder() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        png(real.resolve("a.png"), 10);
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        CommandResult result =
                CommandResult.of("classify", folder.resolve("no.png").toString(), link.toString(), "--json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.json().get("results")).hasSize(2);
        assertThat(result.json().get("results").get(0).get("error").asText()).contains("check the path");
        assertThat(result.json().get("results").get(1).get("predictions")).hasSize(5);
    }

    @Test
    void what_is_no_picture_in_a_folder_does_not_hide_the_pictures() throws IOException {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        png(tree.resolve("a.png"), 10);
        Files.move(png(tree.resolve("z.png"), 10), tree.resolve("z.TIFF"));
        Files.write(tree.resolve("empty.jpg"), new byte[0]);
        Files.createSymbolicLink(tree.resolve("gone.png"), Path.of("nowhere"));
        Files.createSymbolicLink(tree.resolve("loop"), tree);
        png(tree.resolve(".hidden/h.png"), 10);
        png(tree.resolve("@eaDir/thumb.png"), 10);
        Files.write(tree.resolve("._a.png"), new byte[] {0, 5, 22, 7});
        CommandResult result = CommandResult.of("classify", tree.toString(), "--json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.json().get("results").findValuesAsText("file"))
                .extracting(file -> Path.of(file).getFileName().toString())
                .containsExactly("a.png", "empty.jpg", "gone.png", "z.TIFF");
        assertThat(result.err().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("empty.jpg"))
                .anyMatch(line -> line.contains("gone.png"));
        Path barren = Files.createDirectory(folder.resolve("barren"));
        CommandResult note = CommandResult.of("classify", barren.toString(), picture.toString());
        assertThat(note.code()).isZero();
        assertThat(note.err()).contains("note: there are no pictures in");
    }

    @Test
    void a_picture_is_read_from_standard_input() throws IOException {
        InputStream before = System.in;
        try (InputStream in = Files.newInputStream(picture)) {
            System.setIn(in);
            CommandResult result = CommandResult.of("classify", "-", "--json");
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.json().get("results").get(0).get("file").asText()).isEqualTo("-");
            CommandResult again = CommandResult.of("classify", "-");
            assertThat(again.code()).isEqualTo(1);
            assertThat(again.err()).contains("standard input").hasLineCount(1);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void logits_that_are_no_numbers_are_noted() throws IOException {
        float[] values = new float[3 * 32 * 32];
        values[7] = Float.NaN;
        Path input = folder.resolve("nan.safetensors");
        SafetensorsWriter.write(input, Map.of("input", WeightTensor.ofFloats(values, 1, 3, 32, 32)), Map.of());
        CommandResult result = CommandResult.of(
                "forward",
                "--tensor",
                input.toString(),
                "--output",
                folder.resolve("out.safetensors").toString(),
                "--json");
        assertThat(result.code()).isZero();
        assertThat(result.json().get("tensors").get("logits")).hasSize(2);
        assertThat(result.err()).contains("note: 'logits' holds NaN");
    }

    @Test
    void a_recipe_that_is_none_is_named() throws IOException {
        Path data = twoClasses(folder.resolve("data"));
        Path recipe = Files.writeString(folder.resolve("recipe.json"), "{\"epochs\": 3}");
        String[] command = {
            "train",
            data.toString(),
            "--model",
            "embedded",
            "--output",
            folder.resolve("run").toString(),
            "--recipe",
            recipe.toString()
        };
        assertThat(CommandResult.of(command).err()).contains("recipe.json", "cannot be understood");
        Files.write(recipe, new byte[] {(byte) 0xff, (byte) 0xd8});
        assertThat(CommandResult.of(command).err())
                .containsOnlyOnce("recipe.json")
                .contains("is not UTF-8 text");
    }

    @Test
    void results_that_are_lost_are_a_failure() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        StandardOutput output = new StandardOutput(full);
        StringWriter err = new StringWriter();
        try (PrintWriter out = new PrintWriter(output, true, StandardCharsets.UTF_8)) {
            assertThat(Main.run(out, new PrintWriter(err), "models", "poolformer_s12"))
                    .isZero();
        }
        assertThat(output.exitCode(0, new PrintWriter(err))).isEqualTo(1);
        assertThat(err.toString()).contains("No space left on device");
    }

    @Test
    void help_is_a_command_and_every_option_explains_itself() {
        assertThat(CommandResult.of("help").out()).contains("classify", "validate");
        for (String command :
                List.of("demo", "classify", "validate", "train", "models", "summary", "convert", "forward")) {
            CommandResult help = CommandResult.of("help", command);
            assertThat(help.code()).isZero();
            assertThat(help.out()).contains("metaformer " + command).doesNotContain("Default:");
        }
    }

    private static Path twoClasses(Path data) throws IOException {
        png(data.resolve("cat/a.png"), 60);
        png(data.resolve("ship/b.png"), 200);
        return data;
    }

    private static Path png(Path file, int gray) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.filled(32, 32, gray, gray, gray).writePng(out);
        }
        return file;
    }
}
