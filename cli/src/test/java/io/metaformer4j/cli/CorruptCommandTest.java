package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.cli.explain.PixelFont;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.ImageDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorruptCommandTest {

    @TempDir
    private Path folder;

    private Path pictures;
    private Path output;

    @BeforeEach
    void write_pictures() throws IOException {
        pictures = folder.resolve("pictures");
        output = folder.resolve("out");
        CommandFiles.png(pictures.resolve("cat/a.png"), 60);
        CommandFiles.png(pictures.resolve("dog/b.png"), 200);
    }

    private CommandResult corrupt(Object... arguments) {
        return CommandResult.of(Stream.concat(Stream.of("corrupt"), Stream.of(arguments))
                .map(Object::toString)
                .toArray(String[]::new));
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void several_levels_have_the_folders_of_imagenet_c() throws IOException {
        CommandResult result = corrupt(pictures, output, "--type", "fog,gaussian_noise", "--severity", "1,3");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("wrote 8 pictures");
        assertThat(files(output))
                .containsExactly(
                        "fog/1/cat/a.png",
                        "fog/1/dog/b.png",
                        "fog/3/cat/a.png",
                        "fog/3/dog/b.png",
                        "gaussian_noise/1/cat/a.png",
                        "gaussian_noise/1/dog/b.png",
                        "gaussian_noise/3/cat/a.png",
                        "gaussian_noise/3/dog/b.png");
        Picture worse = ImageDecoder.standard().decode(output.resolve("fog/3/cat/a.png"));
        assertThat(List.of(worse.width(), worse.height())).containsExactly(32, 32);
    }

    @Test
    void one_level_keeps_the_folders_of_the_pictures() throws IOException {
        CommandResult result =
                corrupt(pictures, output, "--type", "snow", "--severity", "2", "--format", "jpeg", "--json");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(files(output)).containsExactly("cat/a.jpg", "dog/b.jpg");
        JsonNode json = result.json();
        assertThat(json.get("written").asInt()).isEqualTo(2);
        assertThat(json.get("levels").get(0).asText()).isEqualTo("snow/2");
        assertThat(json.get("broken")).isEmpty();
    }

    /** A picture alone is what it is in a folder where it has the same name. */
    @Test
    void random_numbers_depend_on_names_and_not_on_threads_or_order() throws IOException {
        String[] choice = {"--type", "shot_noise", "--severity", "4"};
        Path other = folder.resolve("other");
        Path alone = folder.resolve("alone");
        CommandFiles.copy(pictures.resolve("dog/b.png"), folder.resolve("single/dog/b.png"));

        assertThat(corrupt(pictures, output, "--workers", 1, choice[0], choice[1], choice[2], choice[3])
                        .code())
                .isZero();
        assertThat(corrupt(pictures, other, "--workers", 3, choice[0], choice[1], choice[2], choice[3])
                        .code())
                .isZero();
        assertThat(corrupt(folder.resolve("single"), alone, choice[0], choice[1], choice[2], choice[3])
                        .code())
                .isZero();

        for (String name : List.of("cat/a.png", "dog/b.png")) {
            assertThat(output.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
        }
        assertThat(output.resolve("dog/b.png")).hasSameBinaryContentAs(alone.resolve("dog/b.png"));
        Path seeded = folder.resolve("seeded");
        assertThat(corrupt(pictures, seeded, "--seed", 5, choice[0], choice[1], choice[2], choice[3])
                        .code())
                .isZero();
        assertThat(Files.mismatch(output.resolve("dog/b.png"), seeded.resolve("dog/b.png")))
                .isNotEqualTo(-1);
    }

    @Test
    void what_is_there_is_refused_or_kept() throws IOException {
        assertThat(corrupt(pictures, output, "--type", "contrast", "--severity", "5")
                        .code())
                .isZero();
        Files.delete(output.resolve("cat/a.png"));
        Files.writeString(output.resolve("dog/b.png"), "finished");

        CommandResult refused = corrupt(pictures, output, "--type", "contrast", "--severity", "5");
        CommandResult resumed =
                corrupt(pictures, output, "--type", "contrast", "--severity", "5", "--resume", "--json");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("b.png", "there already", "--resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.json().get("written").asInt()).isEqualTo(1);
        assertThat(resumed.json().get("kept").asInt()).isEqualTo(1);
        assertThat(output.resolve("dog/b.png")).hasContent("finished");
    }

    @Test
    void broken_pictures_are_named_and_counted_and_the_others_are_written() throws IOException {
        Files.writeString(pictures.resolve("cat/broken.jpg"), "no picture");

        CommandResult result = corrupt(pictures, output, "--type", "pixelate", "--severity", "1");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("broken.jpg");
        assertThat(result.out()).contains("wrote 2 pictures", "1 of IN could not be read");
        assertThat(files(output)).containsExactly("cat/a.png", "dog/b.png");
    }

    @Test
    void a_sheet_shows_every_corruption_at_every_severity() throws IOException {
        Path sheet = folder.resolve("sheet.png");

        CommandResult result = corrupt("--sheet", sheet, pictures.resolve("cat/a.png"));

        assertThat(result.code()).as(result.err()).isZero();
        Picture drawn = ImageDecoder.standard().decode(sheet);
        assertThat(drawn.height()).isGreaterThan(19 * 32);
        assertThat(drawn.width()).isGreaterThan(5 * 32);
        assertThat(result.out()).contains(drawn.width() + "x" + drawn.height());
    }

    /** Rows are as high as their labels, which would lie on each other otherwise. */
    @Test
    void a_sheet_of_a_flat_picture_can_be_read() throws IOException {
        Path flat = folder.resolve("flat.png");
        Path sheet = folder.resolve("sheet.png");
        try (OutputStream out = Files.newOutputStream(flat)) {
            Picture.filled(100, 3, 90, 90, 90).writePng(out);
        }

        CommandResult result = corrupt("--sheet", sheet, flat);

        assertThat(result.code()).as(result.err()).isZero();
        Picture drawn = ImageDecoder.standard().decode(sheet);
        assertThat(drawn.height()).isGreaterThan(20 * PixelFont.of(2).lineHeight());
    }

    @Test
    void what_means_nothing_together_is_wrong_usage() throws IOException {
        Path picture = pictures.resolve("cat/a.png");
        Path sheet = folder.resolve("sheet.png");
        for (CommandResult wrong : List.of(
                corrupt(picture),
                corrupt(picture, output, "--type", "frog"),
                corrupt(picture, output, "--severity", "6"),
                corrupt(picture, output, "--sheet", sheet),
                corrupt(picture, "--sheet", sheet, "--severity", "3"),
                corrupt(picture, "--sheet", picture),
                corrupt(pictures, pictures.resolve("cat/worse")),
                corrupt(picture, picture.getParent(), "--type", "fog", "--severity", "1"),
                corrupt(pictures, picture))) {
            assertThat(wrong.code()).as(wrong.err()).isEqualTo(2);
            assertThat(wrong.err().lines()).hasSize(1);
        }
        assertThat(corrupt(picture, output, "--type", "frog").err()).contains("did you mean fog");
        assertThat(picture).exists();
    }

    @Test
    void pictures_of_which_two_would_become_one_file_are_refused() throws IOException {
        CommandFiles.png(pictures.resolve("cat/a.bmp"), 90);

        CommandResult result = corrupt(pictures, output, "--type", "fog", "--severity", "1");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("a.bmp", "a.png", "rename");
        assertThat(output).doesNotExist();
    }
}
