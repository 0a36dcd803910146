package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The files that {@code metaformer export onnx} writes beside the one that it is told to write. */
class ExportedFilesTest {

    @TempDir
    private Path folder;

    private static CommandResult export(Path out, String... more) {
        return CommandResult.of(Stream.concat(Stream.of("export", "onnx", out.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private static void requireRefused(CommandResult result, int code, String... said) {
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(result.err().lines()).as(result.err()).hasSize(1);
        assertThat(result.err()).contains(said);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void the_file_of_weights_replaces_no_checkpoint_and_no_folder() throws IOException {
        Path weights = folder.resolve("m.onnx.data");
        Files.copy(CommandFiles.embeddedModel(folder).resolveSibling("model.safetensors"), weights);
        long size = Files.size(weights);
        Path out = folder.resolve("m.onnx");
        requireRefused(
                export(out, "--external-data", "--weights", weights.toString()),
                2,
                "--external-data would replace --weights",
                "choose another name");
        assertThat(weights).hasSize(size);
        Files.createDirectory(folder.resolve("n.onnx.data"));
        requireRefused(
                export(folder.resolve("n.onnx"), "--external-data", "--weights", "nowhere.safetensors"),
                2,
                "--external-data",
                "n.onnx.data",
                "is a folder");
        assertThat(out).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_device_has_no_second_file_beside_it() {
        for (String device : List.of("/dev/null", "/dev/stdout")) {
            requireRefused(export(Path.of(device), "--external-data"), 2, "--external-data", device, "device or pipe");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_file_of_weights_lies_beside_the_model_behind_a_link() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link.onnx"), Path.of("real/r.onnx"));
        for (int i = 0; i < 2; i++) {
            CommandResult written = export(link, "--external-data");
            assertThat(written.code()).as(written.err()).isZero();
            assertThat(written.out()).contains("real/r.onnx.data");
        }
        assertThat(link).isSymbolicLink();
        assertThat(names(folder)).containsExactly("link.onnx", "real");
        assertThat(names(real)).containsExactly("r.onnx", "r.onnx.data");
        CommandResult checked =
                CommandResult.of("export", "check", real.resolve("r.onnx").toString());
        assertThat(checked.code()).as(checked.err()).isZero();
    }

    /** A file under a temporary name of the process stands for what an interrupt leaves unfinished. */
    @Test
    void what_is_unfinished_when_the_process_ends_is_removed() throws Exception {
        Path out = folder.resolve("m.onnx");
        Process process = CommandProcess.of(List.of("export", "onnx", out.toString(), "--external-data"))
                .redirectErrorStream(true)
                .start();
        for (String name : List.of("m.onnx", "m.onnx.data")) {
            Files.writeString(folder.resolve(name + ".tmp-" + process.pid() + "-01234567"), "unfinished");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(names(folder)).containsExactly("m.onnx", "m.onnx.data");
    }

    @Test
    void files_for_servers_do_not_replace_the_model() throws IOException {
        for (String name : List.of("serving.properties", "synset.txt")) {
            requireRefused(export(folder.resolve("djl/" + name), "--djl"), 2, "are the same file", name, "--djl");
        }
        assertThat(folder).isEmptyDirectory();
        Path weights = folder.resolve("synset.txt");
        Files.copy(CommandFiles.embeddedModel(folder).resolveSibling("model.safetensors"), weights);
        requireRefused(
                export(folder.resolve("m.onnx"), "--djl", "--weights", weights.toString()),
                2,
                "'synset.txt' of --djl would replace --weights");
    }

    @Test
    void a_failed_export_leaves_no_folder_behind() {
        requireRefused(export(folder.resolve("djl/m.onnx"), "--djl", "--model", "nosuch"), 1, "nosuch");
        requireRefused(
                export(folder.resolve("a/b/1/model.onnx"), "--triton", "--weights", "nowhere.safetensors"),
                1,
                "nowhere.safetensors");
        assertThat(folder).isEmptyDirectory();
    }
}
