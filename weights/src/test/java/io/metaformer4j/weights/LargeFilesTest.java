package io.metaformer4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.pickle.Pickler;
import io.metaformer4j.weights.zip.ZipWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files beyond the 2 GiB of a Java mapping and the 4 GiB of an old zip archive. */
class LargeFilesTest {

    @TempDir
    private Path folder;

    @Test
    void every_slice_up_to_the_step_lies_in_one_of_the_overlapping_windows() throws IOException {
        byte[] content = new byte[1000];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("x"), content);
        FileBytes bytes = FileBytes.map(file, 64);
        for (int offset = 0; offset <= 1000; offset++) {
            for (int length = 0; length <= Math.min(64, 1000 - offset); length += 7) {
                assertThat(bytes.slice(offset, length)).isEqualTo(ByteBuffer.wrap(content, offset, length));
            }
        }
        assertThatThrownBy(() -> bytes.slice(60, 100))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("100 bytes at byte 60");
        assertThatThrownBy(() -> bytes.slice(990, 11))
                .isInstanceOf(CheckpointCorruptException.class)
                .hasMessageContaining("end at byte 1000");
        assertThatThrownBy(() -> bytes.slice(Long.MAX_VALUE, 2)).isInstanceOf(CheckpointCorruptException.class);
    }

    /** The archive starts after a hole of 5 GiB, which takes no space on these systems. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void an_archive_beyond_four_gigabytes_is_written_and_read() throws IOException {
        Path file = folder.resolve("large.pth");
        WeightTensor tensor = WeightTensor.ofFloats(new float[] {1, 2, 3}, 3);
        Pickler pickler = new Pickler(file);
        byte[] pickle = pickler.pickle(Map.of("w", tensor));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            AtomicFile.writeFully(channel, ByteBuffer.wrap(new byte[] {'P', 'K', 3, 4}));
            channel.position(5L << 30);
            ZipWriter zip = new ZipWriter(channel, channel.position());
            zip.add("archive/data.pkl", ByteBuffer.wrap(pickle));
            zip.add("archive/data/0", tensor.bytes());
            zip.finish();
        }
        assertThat(Files.size(file)).isGreaterThan(5L << 30);
        assertThat(Checkpoints.open(file).stateDict().tensors().get("w").toFloats())
                .containsExactly(1, 2, 3);
    }
}
