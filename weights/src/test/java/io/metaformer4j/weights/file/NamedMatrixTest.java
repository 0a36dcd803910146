package io.metaformer4j.weights.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.CheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedMatrixTest {

    @TempDir
    private Path folder;

    private Path write(int rows, List<String> names) throws IOException {
        byte[] texts = NamedMatrix.bytes(names);
        int reserved = NamedMatrix.head(1000, 1000, 100_000, Map.of("model", "tiny"), 0).length;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(NamedMatrix.head(rows, 2, texts.length, Map.of("model", "tiny"), reserved));
        ByteBuffer values = ByteBuffer.allocate(rows * 2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 2 * rows; i++) {
            values.putFloat(i / 2f);
        }
        file.write(values.array());
        file.write(texts);
        return Files.write(folder.resolve("m.safetensors"), file.toByteArray());
    }

    @Test
    void rows_and_names_are_those_that_were_written() throws IOException {
        NamedMatrix matrix = NamedMatrix.open(write(3, List.of("a.png", "", "ü\n.png")));
        assertThat(matrix.rows()).isEqualTo(3);
        assertThat(matrix.columns()).isEqualTo(2);
        assertThat(List.of(matrix.name(0), matrix.name(1), matrix.name(2))).containsExactly("a.png", "", "ü\n.png");
        float[] block = new float[4];
        matrix.block(1, 2).get(block);
        assertThat(block).containsExactly(1, 1.5f, 2, 2.5f);
        assertThat(matrix.metadata()).containsExactly(Map.entry("model", "tiny"));
    }

    @Test
    void other_readers_find_two_tensors() throws IOException {
        Checkpoint file = Checkpoints.open(write(2, List.of("a", "b")));
        assertThat(file.tensors()).containsOnlyKeys("embeddings", "names");
        assertThat(file.tensors().get("embeddings").shape()).containsExactly(2, 2);
        assertThat(file.tensors().get("embeddings").toFloats()).containsExactly(0, 0.5f, 1, 1.5f);
        assertThat(file.tensors().get("names").toLongs()).containsExactly('a', 0, 'b');
    }

    @Test
    void other_files_and_wrong_numbers_of_names_are_refused() throws IOException {
        Path other = folder.resolve("other.safetensors");
        SafetensorsWriter.write(other, Map.of("x", WeightTensor.ofFloats(new float[2], 2)), Map.of());
        assertThatThrownBy(() -> NamedMatrix.open(other))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("holds no vectors of pictures");
        Path endless = folder.resolve("endless.safetensors");
        Files.write(endless, NamedMatrix.head(0, 1L << 40, 0, Map.of(), 0));
        assertThatThrownBy(() -> NamedMatrix.open(endless)).isInstanceOf(MetaFormerException.class);
        Path few = write(3, List.of("a", "b"));
        assertThatThrownBy(() -> NamedMatrix.open(few))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("only 2 names");
        Path many = write(1, List.of("a", "b"));
        assertThatThrownBy(() -> NamedMatrix.open(many))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("more names");
    }
}
