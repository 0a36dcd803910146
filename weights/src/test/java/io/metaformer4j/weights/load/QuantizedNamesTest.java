package io.metaformer4j.weights.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.SafetensorsWriter;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of whole numbers with the numbers that belong to them, through a file. */
class QuantizedNamesTest {

    private static final String LAYER = "stages.0.blocks.0.mlp.fc1";
    private static final LoadOptions BYTES = LoadOptions.STRICT.withQuantizedTypes(Set.of(DType.I8));

    private final Architecture architecture = TinyArchitectures.classifier(3);

    @TempDir
    private Path folder;

    private Map<String, WeightTensor> quantized() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>(new InitialWeights(1).draw(architecture));
        tensors.computeIfPresent(
                LAYER + ".weight",
                (name, tensor) ->
                        WeightTensor.of(DType.I8, WeightTensor.allocate(tensor.elementCount()), tensor.shape()));
        tensors.put(QuantizedNames.weightScale(LAYER), WeightTensor.ofFloats(new float[] {2, 3}, 2));
        tensors.put(QuantizedNames.inputScale(LAYER), WeightTensor.ofFloats(new float[] {0.5f}, 1));
        tensors.put(QuantizedNames.inputZero(LAYER), WeightTensor.ofFloats(new float[] {7}, 1));
        return tensors;
    }

    private LoadedWeights load(Map<String, WeightTensor> tensors, String format, LoadOptions options)
            throws IOException {
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of(QuantizedNames.FORMAT_KEY, format));
        return WeightsLoader.of(architecture).with(options).load(Checkpoints.open(file));
    }

    @Test
    void scales_are_handed_on_behind_the_weights() throws IOException {
        LoadedWeights loaded = load(quantized(), QuantizedNames.FORMAT, BYTES);
        assertThat(loaded.tensors().get(LAYER + ".weight").dtype()).isEqualTo(DType.I8);
        assertThat(loaded.tensors().get(QuantizedNames.weightScale(LAYER)).toFloats())
                .containsExactly(2, 3);
        assertThat(loaded.tensors().get(QuantizedNames.inputScale(LAYER)).toFloats())
                .containsExactly(0.5f);
        assertThat(loaded.tensors().get(QuantizedNames.inputZero(LAYER)).toFloats())
                .containsExactly(7);
        assertThat(loaded.leftOut()).isEmpty();
        assertThat(loaded.notes()).isEmpty();
    }

    @Test
    void scales_of_weights_that_are_no_whole_numbers_belong_to_nothing() {
        Map<String, WeightTensor> tensors = quantized();
        tensors.put(QuantizedNames.weightScale("head.fc"), WeightTensor.ofFloats(new float[3], 3));
        assertThatThrownBy(() -> load(tensors, QuantizedNames.FORMAT, BYTES))
                .isInstanceOf(CheckpointMismatchException.class)
                .hasMessageContaining("head.fc.weight_scale");
    }

    @Test
    void where_whole_numbers_are_not_taken_the_message_says_who_takes_them() {
        assertThatThrownBy(() -> load(quantized(), QuantizedNames.FORMAT, LoadOptions.STRICT))
                .isInstanceOf(QuantizedCheckpointException.class)
                .hasMessageContainingAll(LAYER + ".weight", "int8", "the engines cpu and onnx alone");
    }

    @Test
    void layers_are_read_with_their_numbers_and_broken_ones_are_named() {
        Map<String, WeightTensor> tensors = quantized();
        float[] scales =
                new float[Math.toIntExact(tensors.get(LAYER + ".weight").shape()[0])];
        Arrays.fill(scales, 2);
        tensors.put(QuantizedNames.weightScale(LAYER), WeightTensor.ofFloats(scales, scales.length));
        assertThat(QuantizedLayer.in(tensors)).containsOnlyKeys(LAYER);
        QuantizedLayer layer = QuantizedLayer.in(tensors).get(LAYER);
        assertThat(layer.integers().dtype()).isEqualTo(DType.I8);
        assertThat(layer.scales().toFloats()).containsExactly(scales);
        assertThat(layer.step()).isEqualTo(0.5f);
        assertThat(layer.zero()).isEqualTo(7);
        tensors.put(QuantizedNames.inputZero(LAYER), WeightTensor.ofFloats(new float[] {7.5f}, 1));
        assertThatThrownBy(() -> QuantizedLayer.in(tensors))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(QuantizedNames.inputZero(LAYER), "7.5", "0 to 255");
        tensors.remove(QuantizedNames.inputScale(LAYER));
        assertThatThrownBy(() -> QuantizedLayer.in(tensors))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(QuantizedNames.inputScale(LAYER), "is missing", "quantize the weights again");
    }

    @Test
    void another_format_is_refused_by_its_name() {
        assertThatThrownBy(() -> load(quantized(), "int8-3", BYTES))
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContainingAll("'int8-3'", "int8-1 and int8-2 only");
    }

    @Test
    void files_from_before_convolutions_were_quantized_are_read() throws IOException {
        LoadedWeights loaded = load(quantized(), "int8-1", BYTES);
        assertThat(loaded.tensors().get(LAYER + ".weight").dtype()).isEqualTo(DType.I8);
        assertThat(loaded.tensors().get("stem.conv.weight").dtype()).isEqualTo(DType.F32);
    }
}
