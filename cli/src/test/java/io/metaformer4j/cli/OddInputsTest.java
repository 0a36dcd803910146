package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.metaformer4j.vision.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a name stands for where a command reads a file: nothing is waited for, and one line says what is wrong. */
@Timeout(120) // a command that waits for a pipe would wait for ever
class OddInputsTest {

    @TempDir
    private Path folder;

    private Path picture;
    private Path data;

    @BeforeEach
    void writeData() throws IOException {
        picture = png(folder.resolve("data/cat/a.png"));
        png(folder.resolve("data/dog/b.png"));
        data = folder.resolve("data");
    }

    /** Every place of a command where a file is read, with a name for it. */
    private List<String[]> commands(String name) {
        String image = picture.toString();
        String train = folder.resolve("run").toString();
        String output = folder.resolve("out.safetensors").toString();
        return List.of(
                new String[] {"classify", name},
                new String[] {"classify", image, "--weights", name},
                new String[] {"classify", image, "--model", name},
                new String[] {"preprocess", name, "--output", output},
                new String[] {"preprocess", image, "--output", output, "--model", name},
                new String[] {"forward", "--tensor", name, "--output", output},
                new String[] {"convert", name, output},
                new String[] {"convert", image, output, "--model", name},
                new String[] {"summary", name},
                new String[] {"validate", name},
                new String[] {"validate", data.toString(), "--weights", name},
                new String[] {"validate", data.toString(), "--class-map", name},
                new String[] {"validate", data.toString(), "--class-subset", name},
                new String[] {"validate", data.toString(), "--real-labels", name},
                new String[] {"train", name, "--model", "embedded", "--output", train},
                new String[] {"train", data.toString(), "--model", name, "--output", train},
                new String[] {"train", data.toString(), "--model", "embedded", "--weights", name, "--output", train},
                new String[] {"train", data.toString(), "--model", "embedded", "--class-map", name, "--output", train},
                new String[] {"train", data.toString(), "--model", "embedded", "--recipe", name, "--output", train},
                new String[] {"train", data.toString(), "--model", "embedded", "--config", name, "--output", train});
    }

    /** Files that are none, under a name that any command takes. */
    private Map<String, Path> oddFiles(String extension) throws Exception {
        Map<String, Path> files = new LinkedHashMap<>();
        Path pipe = folder.resolve("pipe" + extension);
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0) {
            files.put("pipe", pipe);
        }
        Path device = Path.of("/dev/zero");
        if (Files.exists(device)) {
            files.put("device", Files.createSymbolicLink(folder.resolve("device" + extension), device));
        }
        files.put(
                "dangling",
                Files.createSymbolicLink(folder.resolve("dangling" + extension), folder.resolve("nowhere")));
        Path circle = folder.resolve("circle" + extension);
        files.put("circle", Files.createSymbolicLink(circle, circle));
        files.put("empty", Files.createFile(folder.resolve("empty" + extension)));
        files.put("zeros", Files.write(folder.resolve("zeros" + extension), new byte[3000]));
        files.put("folder", Files.createDirectory(folder.resolve("folder" + extension)));
        return files;
    }

    private static void requireOneError(CommandResult result, String about, String[] command) {
        List<String> errors =
                result.err().lines().filter(line -> !line.startsWith("note: ")).toList();
        String shown = Arrays.toString(command) + ": " + result.err();
        assertThat(result.code()).as(shown).isEqualTo(1);
        assertThat(errors).as(shown).hasSize(1);
        assertThat(errors.get(0))
                .as(shown)
                .startsWith("metaformer: ")
                .contains(about)
                .doesNotContain("unexpected")
                .doesNotContain("Exception")
                .doesNotContain("reading or writing failed");
        assertThat(errors.get(0).split(about, -1))
                .as(shown + ": the file is named once, or with the file that was looked for in it")
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void what_is_no_file_of_the_right_kind_is_named_wherever_a_file_is_read() throws Exception {
        for (Map.Entry<String, Path> file : oddFiles(".json").entrySet()) {
            for (String[] command : commands(file.getValue().toString())) {
                requireOneError(CommandResult.of(command), file.getKey() + ".json", command);
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_failing_disk_is_told_with_the_file() throws IOException {
        Path unreadable = Path.of("/proc/self/mem"); // reading its first page fails
        assumeThat(unreadable).exists();
        Path list = Files.createSymbolicLink(folder.resolve("failing.txt"), unreadable);
        for (String[] command : new String[][] {
            {"validate", data.toString(), "--class-map", list.toString()},
            {"validate", data.toString(), "--class-subset", list.toString()},
            {"validate", data.toString(), "--real-labels", list.toString()},
            {"summary", list.toString()},
        }) {
            requireOneError(CommandResult.of(command), "failing.txt", command);
        }
    }

    @Test
    void an_empty_name_is_wrong_usage_wherever_a_name_is_asked_for() {
        for (String[] command : commands("")) {
            CommandResult result = CommandResult.of(command);
            assertThat(result.code()).as(Arrays.toString(command)).isEqualTo(2);
            assertThat(result.err()).contains("the name is empty");
        }
    }

    @Test
    void what_is_no_path_is_said_where_a_checkpoint_is_read() {
        String[] command = {
            "convert", "no\0path", folder.resolve("out.safetensors").toString()
        };
        requireOneError(CommandResult.of(command), "is neither an address nor a path", command);
    }

    @Test
    void weights_are_no_model() throws IOException {
        byte[] safetensors = {2, 0, 0, 0, 0, 0, 0, 0, '{', '}'};
        byte[] zip = {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0};
        byte[] pickle = {(byte) 0x80, 2, '}', 'q', 0, '.', 0, 0, 0, 0};
        for (byte[] content : new byte[][] {safetensors, zip, pickle}) {
            Path weights = Files.write(folder.resolve("weights.pth"), content);
            CommandResult result = CommandResult.of("summary", weights.toString());
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err())
                    .contains("weights.pth")
                    .contains("holds weights")
                    .contains("model.json");
        }
    }

    @Test
    void a_broken_picture_is_told_with_the_option_that_leaves_it_out() throws IOException {
        Files.write(data.resolve("dog/broken.png"), new byte[] {1, 2, 3});
        CommandResult failed = CommandResult.of("validate", data.toString());
        requireOneError(failed, "broken.png", new String[] {"validate"});
        assertThat(failed.err()).contains("--skip-broken");
    }

    private static Path png(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.filled(32, 32, 80, 90, 100).writePng(out);
        }
        return file;
    }
}
