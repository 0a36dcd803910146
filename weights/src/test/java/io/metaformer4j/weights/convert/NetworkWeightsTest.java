package io.metaformer4j.weights.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.StateDictChoice;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.file.TorchWriter;
import io.metaformer4j.weights.load.LoadOptions;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkWeightsTest {

    private static final LoadOptions ANY = LoadOptions.STRICT;
    private static final LoadOptions RAW = ANY.withChoice(StateDictChoice.PLAIN);

    @TempDir
    private Path folder;

    private static WeightTensor floats(float... values) {
        return WeightTensor.ofFloats(values, values.length);
    }

    private Path safetensors(String name, Map<String, WeightTensor> tensors) throws IOException {
        Path file = folder.resolve(name);
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }

    private Path torch(String name, Map<String, ?> content) throws IOException {
        Path file = folder.resolve(name);
        TorchWriter.write(file, content);
        return file;
    }

    private static float[] values(NetworkWeights weights, String name) {
        assertThat(weights.tensors().get(name).dtype()).isEqualTo(DType.F32);
        return weights.tensors().get(name).toFloats();
    }

    /** Sums in float32 would lose both ones beside 2^24. */
    @Test
    void means_are_summed_in_double_precision() throws IOException {
        Path a = safetensors("a.safetensors", Map.of("fc.weight", floats(16777216, 1)));
        Path b = torch("b.pth", Map.of("state_dict", Map.of("fc.weight", floats(1, 2)), "epoch", 3));
        Path c = safetensors("c.safetensors", Map.of("fc.weight", floats(1, 6)));
        assertThat(values(NetworkWeights.average(List.of(a, b, c), ANY), "fc.weight"))
                .containsExactly((float) (16777218 / 3.0), 3);
    }

    @Test
    void counters_come_from_the_first_file() throws IOException {
        Path a = safetensors("a.safetensors", Map.of("n.tracked", WeightTensor.ofLongs(new long[] {7})));
        Path b = safetensors("b.safetensors", Map.of("n.tracked", WeightTensor.ofLongs(new long[] {10})));
        WeightTensor mean = NetworkWeights.average(List.of(a, b), ANY).tensors().get("n.tracked");
        assertThat(mean.dtype()).isEqualTo(DType.I64);
        assertThat(mean.toLongs()).containsExactly(7);
    }

    @Test
    void narrow_and_wide_values_become_float32_and_none_becomes_infinite() throws IOException {
        WeightTensor half = floats(1.5f).to(DType.F16);
        WeightTensor wide = WeightTensor.of(DType.F64, WeightTensor.allocate(8).putDouble(0, 1e300), 1);
        Path a = safetensors("a.safetensors", Map.of("x.half", half, "x.wide", wide));
        Path b = safetensors("b.safetensors", Map.of("x.half", floats(2), "x.wide", wide));
        NetworkWeights mean = NetworkWeights.average(List.of(a, b), ANY);
        assertThat(values(mean, "x.half")).containsExactly(1.75f);
        assertThat(values(mean, "x.wide")).containsExactly(Float.MAX_VALUE);
    }

    @Test
    void checkpoints_of_another_network_are_refused_by_the_tensor() throws IOException {
        Path a = safetensors("a.safetensors", Map.of("fc.weight", floats(1, 2)));
        Path longer = safetensors("longer.safetensors", Map.of("fc.weight", floats(1, 2, 3)));
        Path more = safetensors("more.safetensors", Map.of("fc.weight", floats(1, 2), "fc.bias", floats(1)));
        Path whole = safetensors("whole.safetensors", Map.of("fc.weight", WeightTensor.ofLongs(new long[] {1, 2}, 2)));
        requireRefused(List.of(a, longer), "'fc.weight' is float32 [3] in place of float32 [2]");
        requireRefused(List.of(a, whole), "'fc.weight' is int64 [2] in place of float32 [2]");
        requireRefused(List.of(a, more), "they have the tensor 'fc.bias' besides");
        requireRefused(List.of(more, a), "they lack the tensor 'fc.bias'");
    }

    private static void requireRefused(List<Path> files, String message) {
        assertThatThrownBy(() -> NetworkWeights.average(files, ANY))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining(files.get(1).toString())
                .hasMessageContaining(message)
                .hasMessageEndingWith("; take checkpoints of one network");
    }

    @Test
    void a_mean_needs_two() throws IOException {
        Path a = safetensors("a.safetensors", Map.of("fc.weight", floats(1)));
        assertThatThrownBy(() -> NetworkWeights.average(List.of(a), ANY)).hasMessageContaining("at least two");
    }

    @Test
    void averaged_weights_are_preferred_and_never_mixed_with_raw_ones() throws IOException {
        Path both = torch(
                "both.pth",
                Map.of(
                        "state_dict", Map.of("fc.weight", floats(1)),
                        "state_dict_ema", Map.of("fc.weight", floats(3)),
                        "optimizer", Map.of("state", Map.of())));
        Path raw = torch("raw.pth", Map.of("state_dict", Map.of("fc.weight", floats(5))));
        NetworkWeights averaged = NetworkWeights.read(both, ANY);
        assertThat(averaged.averaged()).isTrue();
        assertThat(averaged.notes()).anyMatch(note -> note.contains("averaged (EMA)"));
        assertThat(values(averaged, "fc.weight")).containsExactly(3);
        assertThatThrownBy(() -> NetworkWeights.average(List.of(both, raw), ANY))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("ask for the raw ones");
        assertThat(values(NetworkWeights.average(List.of(both, raw), RAW), "fc.weight"))
                .containsExactly(3);
        assertThat(NetworkWeights.read(both, RAW).tensors().get("fc.weight").toFloats())
                .containsExactly(1);
    }

    @Test
    void what_wrappers_put_in_front_is_removed_and_a_part_can_be_named() throws IOException {
        Map<String, WeightTensor> tensors = Map.of("module.fc.weight", floats(1), "module.fc.bias", floats(2));
        Path wrapped = torch("wrapped.pth", Map.of("state_dict", tensors));
        assertThat(NetworkWeights.read(wrapped, ANY).tensors()).containsOnlyKeys("fc.weight", "fc.bias");
        Path parts = safetensors("parts.safetensors", Map.of("left.w", floats(1), "right.w", floats(2)));
        assertThat(NetworkWeights.read(parts, ANY.withPrefix("right.")).tensors())
                .containsOnlyKeys("w");
        assertThatThrownBy(() -> NetworkWeights.read(parts, ANY.withPrefix("middle.")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no tensors under 'middle.'");
    }
}
