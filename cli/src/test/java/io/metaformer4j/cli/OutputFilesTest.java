package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.vision.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What commands write: through what is no regular file, behind links, whole or not at all, and never over what they read. */
class OutputFilesTest {

    @TempDir
    private Path folder;

    private String data;

    private String picture;

    @BeforeEach
    void writePictures() throws IOException {
        Path root = folder.resolve("data");
        png(root.resolve("cat/a.png"));
        picture = png(root.resolve("ship/b.png")).toString();
        data = root.toString();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void links_stay_links() throws IOException {
        Path outputs = Files.createDirectory(folder.resolve("outputs"));
        Path csv = Files.createSymbolicLink(folder.resolve("p.csv"), Path.of("outputs/p.csv"));
        Path json = Files.createSymbolicLink(folder.resolve("r.json"), outputs.resolve("r.json"));
        Path old = Files.writeString(outputs.resolve("r.json"), "old");
        CommandResult result =
                CommandResult.of("validate", data, "--predictions", csv.toString(), "--results", json.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(csv).isSymbolicLink();
        assertThat(json).isSymbolicLink();
        assertThat(Files.readAllLines(outputs.resolve("p.csv"))).hasSize(3);
        assertThat(new ObjectMapper().readTree(old.toFile()).get("images").asInt())
                .isEqualTo(2);
        assertThat(names(outputs)).containsExactly("p.csv", "r.json");
        Path page = outputs.resolve("model.safetensors");
        Path out = Files.createSymbolicLink(folder.resolve("out.safetensors"), page);
        assertThat(CommandResult.of("preprocess", picture, "--output", out.toString())
                        .code())
                .isZero();
        assertThat(out).isSymbolicLink();
        assertThat(page).isRegularFile();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void pipes_are_written_through() throws Exception {
        Path pipe = folder.resolve("pipe");
        requireCommand("mkfifo", pipe.toString());
        for (String option : List.of("--predictions", "--results")) {
            CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> text(pipe));
            CommandResult result = CommandResult.of("validate", data, option, pipe.toString());
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(reader.get(30, TimeUnit.SECONDS))
                    .contains(option.equals("--results") ? "top1_err" : "cat/a.png");
        }
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(CommandResult.of("validate", data, "--predictions", "/dev/null", "--results", "/dev/null")
                        .code())
                .isZero();
    }

    /** A limit of the shell stands for a full disk: the system refuses in the middle of the file. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_disk_that_is_full_is_named_and_the_old_file_stays_whole() throws Exception {
        Path outputs = Files.createDirectory(folder.resolve("outputs"));
        Path file = Files.writeString(outputs.resolve("out.safetensors"), "old");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 20 && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1", // it ends before better code would pay
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.metaformer4j.cli.Main",
                        "preprocess",
                        picture,
                        "--img-size",
                        "224",
                        "--output",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        CompletableFuture<Process> end = process.onExit()
                .orTimeout(5, TimeUnit.MINUTES)
                .whenComplete((ended, late) -> process.toHandle().destroyForcibly()); // and so ends its output
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(end.get().exitValue()).as(said).isEqualTo(1);
        assertThat(said)
                .contains("'" + file + "'", "File too large", "ulimit -f")
                .hasLineCount(1);
        assertThat(file).hasContent("old");
        assertThat(names(outputs)).containsExactly("out.safetensors");
    }

    @Test
    void inputs_and_other_outputs_are_not_replaced() throws IOException {
        Path map = Files.writeString(folder.resolve("map.txt"), "cat\nship\n");
        Path list = Files.writeString(folder.resolve("list.csv"), "filename,label\ndata/cat/a.png,0\n");
        Path weights = folder.resolve("w.safetensors");
        assertThat(CommandResult.of("preprocess", picture, "--output", weights.toString())
                        .code())
                .isZero();
        String other = folder.resolve("data/../map.txt").toString();
        for (String[] wrong : new String[][] {
            {"validate", data, "--class-map", map.toString(), "--results", other},
            {"validate", data, "--class-subset", map.toString(), "--predictions", other},
            {"validate", list.toString(), "--predictions", list.toString()},
            {"validate", data, "--weights", weights.toString(), "--results", weights.toString()},
            {"validate", data, "--results", map.toString(), "--predictions", other},
            {"preprocess", picture, "--output", picture},
            {"forward", "--tensor", weights.toString(), "--output", weights.toString()},
            {"forward", "--tensor", picture, "--weights", weights.toString(), "--output", weights.toString()},
            {"convert", weights.toString(), weights.toString()},
        }) {
            CommandResult result = CommandResult.of(wrong);
            assertThat(result.code()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(result.err().lines()).hasSize(1);
            assertThat(result.err()).containsAnyOf("would replace", "are the same file");
        }
        assertThat(map).hasContent("cat\nship\n");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_folder_to_convert_into_is_no_device_and_no_file() throws IOException {
        Path weights = folder.resolve("w.safetensors");
        Files.write(weights, new byte[9]);
        Path file = Files.writeString(folder.resolve("file"), "kept");
        for (String out : List.of("/dev/null", file.toString())) {
            CommandResult result = CommandResult.of("convert", weights.toString(), out);
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains("does not tell the format").doesNotContain("remove it");
            assertThat(result.err().lines()).hasSize(1);
        }
        assertThat(file).hasContent("kept");
        CommandResult demo = CommandResult.of("demo", "--output", file.toString());
        assertThat(demo.code()).isEqualTo(1);
        assertThat(demo.err().lines()).hasSize(1);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_pipe_is_no_model() throws Exception {
        Path pipe = folder.resolve("model.json");
        requireCommand("mkfifo", pipe.toString());
        for (String model : List.of(pipe.toString(), folder.toString())) {
            CommandResult result = CommandResult.of("summary", model);
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains("a pipe");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void requireCommand(String... command) throws Exception {
        boolean made;
        try {
            made = new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            made = false;
        }
        assumeThat(made).as(String.join(" ", command)).isTrue();
    }

    private static Path png(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            Picture.filled(32, 32, 9, 9, 9).writePng(out);
        }
        return file;
    }
}
