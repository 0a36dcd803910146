package io.metaformer4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.weights.disk.FileBytes;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.weights.zip.ZipArchive;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read back bit for bit, in both formats. */
class RoundTripTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("io.metaformer4j.weights.GoodCheckpointsTest#files")
    void every_good_file_survives_both_formats(String name) throws IOException {
        Map<String, WeightTensor> tensors = Checkpoints.open(Fixtures.path("checkpoints/" + name))
                .stateDict()
                .tensors();
        Path safetensors = folder.resolve("x.safetensors");
        SafetensorsWriter.write(safetensors, tensors, Map.of("format", "pt", "source", name));
        Checkpoint first = Checkpoints.open(safetensors);
        assertThat(first.metadata()).containsEntry("source", name);
        assertEqual(first.stateDict().tensors(), tensors);
        Path pth = folder.resolve("x.pth");
        TorchWriter.write(pth, first.stateDict().tensors());
        assertEqual(Checkpoints.open(pth).stateDict().tensors(), tensors);
    }

    @Test
    void every_element_type_survives() throws IOException {
        Map<String, WeightTensor> tensors = everyType();
        Path pth = folder.resolve("x.pth");
        TorchWriter.write(pth, tensors);
        assertEqual(Checkpoints.open(pth).stateDict().tensors(), tensors);
        tensors.remove(DType.C128.torchName());
        Path safetensors = folder.resolve("x.safetensors");
        SafetensorsWriter.write(safetensors, tensors, Map.of());
        assertEqual(Checkpoints.open(safetensors).stateDict().tensors(), tensors);
    }

    @Test
    void nested_training_state_survives() throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("epoch", 17L);
        content.put("ints", Arrays.asList(-1L, 255L, 256L, -129L, 1L << 31, Long.MIN_VALUE, BigInteger.TWO.pow(70)));
        content.put("others", Arrays.asList(0.1, true, false, null, "ключ", ByteBuffer.wrap(new byte[] {0, -1, 65})));
        content.put("set", Set.of(1L));
        content.put("empty", new LinkedHashMap<>(Map.of("list", List.of(), "map", Map.of())));
        Map<Object, Object> state = new LinkedHashMap<>();
        state.put(0L, Map.of("exp_avg", WeightTensor.ofFloats(new float[] {1, 2}, 2)));
        content.put("optimizer", Map.of("state", state));
        content.put("state_dict", Map.of("w", WeightTensor.ofFloats(new float[] {3}, 1)));
        Path pth = folder.resolve("x.pth");
        TorchWriter.write(pth, content);
        Checkpoint checkpoint = Checkpoints.open(pth);
        Map<?, ?> read = (Map<?, ?>) checkpoint.content();
        for (String key : List.of("epoch", "ints", "others", "set", "empty")) {
            assertThat(read.get(key)).as(key).isEqualTo(content.get(key));
        }
        assertThat(checkpoint.tensors()).containsOnlyKeys("optimizer/state/0/exp_avg", "state_dict/w");
        assertThat(checkpoint.stateDict().describe()).isEqualTo("1 tensors of state_dict");
    }

    @Test
    void one_tensor_under_two_names_is_stored_once() throws IOException {
        WeightTensor tied = WeightTensor.ofFloats(new float[1000], 10, 100);
        Path pth = folder.resolve("x.pth");
        TorchWriter.write(pth, new LinkedHashMap<>(Map.of("a", tied, "b", tied)));
        assertThat(Checkpoints.open(pth).shared()).hasSize(1);
        assertThat(Files.size(pth)).isLessThan(6000);
    }

    @Test
    void data_is_aligned_for_mapping() throws IOException {
        Path pth = folder.resolve("x.pth");
        Map<String, WeightTensor> tensors = everyType();
        TorchWriter.write(pth, tensors);
        ZipArchive.read(FileBytes.map(pth)).values().forEach(entry -> assertThat(entry.offset() % 64)
                .isZero());
    }

    @Test
    void equal_content_gives_equal_files() throws IOException {
        Path one = folder.resolve("one.pth");
        Path two = folder.resolve("two.pth");
        TorchWriter.write(one, everyType());
        TorchWriter.write(two, everyType());
        assertThat(one).hasSameBinaryContentAs(two);
    }

    @Test
    void a_file_can_be_rewritten_from_its_own_tensors() throws IOException {
        Path file = folder.resolve("x.safetensors");
        Files.copy(Fixtures.path("checkpoints/mini.safetensors"), file);
        Map<String, WeightTensor> tensors = Checkpoints.open(file).tensors();
        SafetensorsWriter.write(file, tensors, Map.of());
        Map<String, WeightTensor> original =
                Checkpoints.open(Fixtures.path("checkpoints/mini.safetensors")).tensors();
        assertEqual(Checkpoints.open(file).tensors(), original);
        assertEqual(tensors, original);
    }

    @Test
    void a_failed_write_leaves_the_old_file_and_no_other() throws IOException {
        Path file = folder.resolve("x.pth");
        TorchWriter.write(file, Map.of("w", WeightTensor.ofFloats(new float[] {1}, 1)));
        byte[] before = Files.readAllBytes(file);
        WeightTensor damaged = Checkpoints.open(Fixtures.path("checkpoints/crc_zip.pth"))
                .tensors()
                .get("downsample_layers.0.conv.weight");
        assertThatThrownBy(() -> TorchWriter.write(file, Map.of("w", damaged)))
                .isInstanceOf(CheckpointCorruptException.class);
        assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of("w", damaged), Map.of()))
                .isInstanceOf(CheckpointCorruptException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void what_cannot_be_written_is_named() {
        Path file = folder.resolve("x.pth");
        assertThatThrownBy(() -> TorchWriter.write(file, Map.of("args", Map.of("when", new StringBuilder()))))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("args/when")
                .hasMessageContaining("StringBuilder");
        assertThatThrownBy(() -> SafetensorsWriter.write(
                        file, Map.of("z", WeightTensor.of(DType.C128, WeightTensor.allocate(16), 1)), Map.of()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("complex128");
        assertThatThrownBy(() -> SafetensorsWriter.write(
                        file, Map.of("__metadata__", WeightTensor.ofFloats(new float[1], 1)), Map.of()))
                .hasMessageContaining("reserved");
    }

    /** One tensor of random bytes per element type. */
    static Map<String, WeightTensor> everyType() {
        Random random = new Random(1);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            byte[] bytes = new byte[15 * dtype.width()];
            random.nextBytes(bytes);
            for (int i = 0; dtype == DType.BOOL && i < bytes.length; i++) {
                bytes[i] &= 1;
            }
            tensors.put(
                    dtype.torchName(),
                    WeightTensor.of(
                            dtype,
                            WeightTensor.allocate(bytes.length).put(bytes).flip(),
                            3,
                            5));
        }
        tensors.put("scalar", WeightTensor.ofFloats(new float[] {2.5f}));
        tensors.put("empty", WeightTensor.ofLongs(new long[0], 0, 4));
        return tensors;
    }

    private static void assertEqual(Map<String, WeightTensor> actual, Map<String, WeightTensor> expected) {
        assertThat(new ArrayList<>(actual.keySet())).isEqualTo(new ArrayList<>(expected.keySet()));
        expected.forEach((name, tensor) ->
                assertThat(actual.get(name).contentEquals(tensor)).as(name).isTrue());
    }
}
