package io.metaformer4j.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.vision.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {

    @TempDir
    private Path folder;

    @Test
    void a_regular_file_is_read_also_through_a_link() throws IOException {
        Path file = Files.write(folder.resolve("a"), new byte[] {1, 2, 3});
        Path link = Files.createSymbolicLink(folder.resolve("b"), file);

        EncodedImage image = new ImageFile(link).read(3, byte[]::new);

        assertThat(image.length()).isEqualTo(3);
        assertThat(image.name()).isEqualTo(link.toString());
    }

    @Test
    void a_file_beyond_the_limit_is_rejected_unread() throws IOException {
        Path file = Files.write(folder.resolve("a"), new byte[4]);

        assertThatThrownBy(() -> new ImageFile(file).read(3, byte[]::new))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("has 4 bytes, more than the limit of 3");
    }

    @Test
    void a_folder_is_no_picture_and_what_is_not_there_is_missing() {
        assertThatThrownBy(() -> ImageDecoder.standard().decode(folder))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> ImageDecoder.standard().decode(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_pipe_is_not_waited_for() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe.jpg");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there are pipes in the file system");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThatThrownBy(
                        () -> ImageDecoder.standard().decode(pipe))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("is no regular file, but a pipe, device or socket"));
    }

    @Test
    void a_device_is_not_read() {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.exists(endless), "there are devices in the file system");

        assertThatThrownBy(() -> ImageDecoder.standard().decode(endless))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("is no regular file");
    }
}
