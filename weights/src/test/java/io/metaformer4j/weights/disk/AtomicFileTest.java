package io.metaformer4j.weights.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private static final byte[] CONTENT = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void aFailureLeavesTheOldFileWholeAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        assertThatThrownBy(() -> AtomicFile.write(
                        file,
                        channel -> {
                            channel.write(ByteBuffer.wrap(CONTENT));
                            throw new IOException("no more");
                        },
                        written -> {}))
                .hasMessage("no more");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(CONTENT)), written -> {
                    throw new IOException("not what was meant");
                }))
                .hasMessage(file + ": read back, it is unusable: not what was meant");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void a_check_that_fails_is_reported_under_the_name_that_was_given() {
        Path file = folder.resolve("a");
        AtomicFile.Content content = channel -> channel.write(ByteBuffer.wrap(CONTENT));
        AtomicFile.Check unreadable = written -> {
            throw new IOException("'" + written + "' is too short");
        };
        AtomicFile.Check unusable = written -> {
            throw new MetaFormerException("'" + written + "' is too short");
        };
        for (AtomicFile.Check check : List.of(unreadable, unusable)) {
            assertThatThrownBy(() -> AtomicFile.write(file, content, check))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(file + ": read back, it is unusable: '" + file + "' is too short");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theTargetOfALinkIsReplacedAndTheLinkStays() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path target = Files.writeString(other.resolve("target"), "old");
        Path near = Files.createSymbolicLink(folder.resolve("near"), Path.of("other/target"));
        Path far = Files.createSymbolicLink(folder.resolve("far"), Path.of("near"));
        AtomicFile.write(far, CONTENT);
        assertThat(far).isSymbolicLink();
        assertThat(near).isSymbolicLink();
        assertThat(target).isRegularFile().hasContent("new");
        assertThat(target.toRealPath()).isEqualTo(target.toRealPath(LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theMissingTargetOfALinkIsCreated() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("later"));
        AtomicFile.write(link, CONTENT);
        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("later")).hasContent("new");
        Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("none/later"));
        assertThatThrownBy(() -> OutputFile.of(nowhere).requireWritable())
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("nowhere' cannot be written: there is no folder");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksThatLeadInACircleAreRefused() throws IOException {
        Path a = Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
        assertThatThrownBy(() -> AtomicFile.write(a, CONTENT))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("a' is a symbolic link that leads in a circle");
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void foldersAndNamesOfNothingAreRefused() {
        assertThatThrownBy(() -> OutputFile.of(folder)).hasMessageContaining("is a folder; name a file in it");
        assertThatThrownBy(() -> OutputFile.of(Path.of("/"))).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> OutputFile.of(Path.of(""))).hasMessageContaining("is empty");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNamedPipeIsWrittenThrough() throws Exception {
        Path pipe = folder.resolve("pipe.safetensors");
        requireCommand("mkfifo", pipe.toString());
        CompletableFuture<byte[]> reader = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readAllBytes(pipe);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        SafetensorsWriter.write(pipe, Map.of("w", WeightTensor.ofFloats(new float[] {1, 2}, 2)), Map.of());
        Path copy = Files.write(folder.resolve("copy.safetensors"), reader.get(30, TimeUnit.SECONDS));
        assertThat(Checkpoints.open(copy).tensors().get("w").toFloats()).containsExactly(1, 2);
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(names()).containsExactly("copy.safetensors", "pipe.safetensors");
    }

    /** A device of our own: a mistake here must not replace that of the system. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aDeviceStaysADeviceAndIsNamedWhenItIsFull() throws Exception {
        Path full = folder.resolve("full");
        requireCommand("mknod", full.toString(), "c", "1", "7");
        assumeThat(canOpen(full)).isTrue(); // some file systems hold no devices
        Path link = Files.createSymbolicLink(folder.resolve("link"), full);
        for (Path name : List.of(full, link)) {
            assertThatThrownBy(() -> TorchWriter.write(name, Map.of("w", WeightTensor.ofFloats(new float[1], 1))))
                    .isInstanceOfSatisfying(FileSystemException.class, failure -> {
                        assertThat(failure.getFile()).isEqualTo(name.toString());
                        assertThat(failure.getReason()).isEqualTo("No space left on device");
                    });
        }
        assertThat(Files.isRegularFile(full)).isFalse();
        assertThat(link).isSymbolicLink();
        assertThat(names()).containsExactly("full", "link");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anOlderFileKeepsItsPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        for (String permissions : List.of("rw-------", "rw-rw-r--", "r--r-----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            AtomicFile.write(file, CONTENT);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(permissions);
        }
    }

    @Test
    void aNewFileHasThePermissionsOfAnyNewFile() throws IOException {
        Path usual = Files.writeString(folder.resolve("usual"), "");
        Path ours = folder.resolve("ours");
        AtomicFile.write(ours, CONTENT);
        assumeThat(Files.getFileStore(ours).supportsFileAttributeView("posix")).isTrue();
        assertThat(Files.getPosixFilePermissions(ours)).isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void aNameThatLeavesNoRoomForASuffixIsWritten() throws IOException {
        Path file = folder.resolve("ü".repeat(120) + "x".repeat(15));
        AtomicFile.write(file, CONTENT);
        assertThat(file).hasContent("new");
    }

    @Test
    void onlyWhatThisProcessHasBegunIsRemoved() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        Path others = Files.writeString(folder.resolve("a.tmp-1-0123abcd"), "of another process");
        Path similar = Files.writeString(
                folder.resolve("ab.tmp-" + ProcessHandle.current().pid() + "-0123abcd"), "");
        OutputFile output = OutputFile.of(file);
        try (PendingFile begun = output.open()) {
            begun.channel().write(ByteBuffer.wrap(CONTENT));
            assertThat(names()).hasSize(4);
            output.removeUnfinished();
            assertThat(folder.toFile().listFiles())
                    .containsExactlyInAnyOrder(file.toFile(), others.toFile(), similar.toFile());
        }
        assertThat(file).hasContent("old");
    }

    @Test
    void oneFileIsKnownUnderAllItsNames() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        Path inner = Files.createDirectory(folder.resolve("inner"));
        OutputFile output = OutputFile.of(file);
        assertThat(output.isSameAs(OutputFile.of(inner.resolve("../a")))).isTrue();
        assertThat(output.isSameAs(OutputFile.of(folder.resolve("b")))).isFalse();
        assertThat(output.isSameAs(OutputFile.of(inner.resolve("a")))).isFalse();
        assertThat(OutputFile.of(folder.resolve("new")).isSameAs(OutputFile.of(inner.resolve("../new"))))
                .isTrue();
        assertThat(output.replaces(inner.resolve("../a"))).isTrue();
        assertThat(output.replaces(folder.resolve("b"))).isFalse();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void standardOutputIsKnownAndTheNullDeviceCanBeNamedTwice() throws IOException {
        assertThat(OutputFile.of(Path.of("/dev/stdout")).isStandardOutput()).isTrue();
        assertThat(OutputFile.of(Path.of("/dev/stderr")).isStandardOutput()).isFalse();
        OutputFile nothing = OutputFile.of(Path.of("/dev/null"));
        assertThat(nothing.isSameAs(nothing)).isFalse();
        AtomicFile.write(Path.of("/dev/null"), CONTENT);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static boolean canOpen(Path device) {
        try {
            Files.newOutputStream(device, java.nio.file.StandardOpenOption.WRITE)
                    .close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void requireCommand(String... command) throws Exception {
        boolean made;
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            made = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            made = false;
        }
        assumeThat(made).as(String.join(" ", command)).isTrue();
    }
}
