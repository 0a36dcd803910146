package io.metaformer4j.torch.natives;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.torch.NativeChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class NativeLibrariesTest {

    @TempDir
    private Path folder;

    @Test
    void what_was_loaded_can_be_told() {
        Natives natives = NativeLibraries.load();
        assertThat(natives.platform()).isEqualTo(Loader.getPlatform());
        assertThat(natives.folder()).isDirectory();
        assertThat(natives.archives())
                .extracting(Natives.Archive::name)
                .startsWith("javacpp")
                .contains("openblas", "pytorch");
        assertThat(natives.archives()).allSatisfy(archive -> {
            assertThat(archive.version()).isNotEmpty();
            assertThat(archive.file()).isRegularFile();
            assertThat(archive.folder()).isDirectory();
        });
        assertThat(NativeLibraries.load()).isSameAs(natives);
    }

    /** Without the lock, and with a file that a killed process has left, this ends in SIGBUS. */
    @Test
    void processes_that_start_together_on_a_new_machine_all_load_whole_libraries() throws Exception {
        Natives.Archive libtorch = NativeLibraries.load().archives().stream()
                .filter(archive -> archive.name().equals("pytorch"))
                .findFirst()
                .orElseThrow();
        String biggest = System.mapLibraryName("torch_cpu");
        Path cut = folder.resolve(NativeLibraries.load().folder().relativize(libtorch.folder()))
                .resolve(biggest);
        Files.createDirectories(cut.getParent());
        Files.write(cut, half(libtorch.folder().resolve(biggest)));
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(child(folder.resolve("out" + i), "-Dorg.bytedeco.javacpp.cachedir=" + folder));
        }
        for (Process child : children) {
            child.waitFor();
        }
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            outputs.add(Files.readString(folder.resolve("out" + i)));
        }
        assertThat(outputs).allSatisfy(output -> assertThat(output).contains("[1.0, 2.0]"));
        assertThat(children).extracting(Process::exitValue).containsOnly(0);
        assertThat(outputs)
                .filteredOn(output -> output.startsWith("unpacked 0 into"))
                .as("one unpacks, the others wait for it")
                .hasSize(2);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().contains(".unpacking-")))
                    .isEmpty();
        }
    }

    @Test
    void a_machine_with_no_folder_to_unpack_into_is_told_what_to_do() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path output = folder.resolve("out");
        Process child = child(
                output,
                "-Dorg.bytedeco.javacpp.cachedir=" + file.resolve("cache"),
                "-Duser.home=" + file,
                "-Djava.io.tmpdir=" + file);
        assertThat(child.waitFor()).isZero();
        assertThat(Files.readString(output).strip())
                .startsWith("failed: the native libraries of the engine must be unpacked into a folder, but")
                .contains(file.toString(), "set -Dorg.bytedeco.javacpp.cachedir=FOLDER")
                .doesNotContain("\n");
    }

    private static byte[] half(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(Math.toIntExact(Files.size(file) / 2));
        }
    }

    /** SLF4J is told not to mention that tests have no provider. */
    private static Process child(Path output, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + output + ".crash",
                "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NativeChild.class.getName()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
