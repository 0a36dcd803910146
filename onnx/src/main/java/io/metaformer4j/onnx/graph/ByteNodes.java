package io.metaformer4j.onnx.graph;

import io.metaformer4j.onnx.writer.GraphAttributes;
import io.metaformer4j.onnx.writer.GraphValue;
import io.metaformer4j.onnx.writer.GraphWriter;
import io.metaformer4j.weights.load.QuantizedLayer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes of linear functions and convolutions of whole numbers: quantised operands, each between its own QuantizeLinear or constant and
 * DequantizeLinear, and a product of floats between them, which runtimes replace by a product of bytes.
 */
final class ByteNodes {

    private final GraphWriter writer;

    /** The stored inputs; functions of the same value with the same range share one. */
    private final Map<List<Object>, String> rounded = new HashMap<>();

    ByteNodes(GraphWriter writer) {
        this.writer = writer;
    }

    /** A function of a map, which is written for pixels: no runtime multiplies bytes of planes without rounding the result, too. */
    GraphValue written(GraphValue x, LinearFunction function, ByteInput input) {
        String path = function.path();
        GraphValue pixels = writer.as(x, GraphValue.Arrangement.PIXELS);
        String weight = weight(function, input);
        String product = writer.add("MatMul", path, List.of(rounded(pixels, path, input), weight));
        Optional<String> bias = function.bias().map(values -> writer.floats(path + ".bias", values, values.length));
        return pixels.named(
                bias.map(summands -> writer.add("Add", path + ".sum", List.of(product, summands)))
                        .orElse(product),
                function.outputs());
    }

    /**
     * The operands of a convolution: the map, rounded to bytes, and the kernels {@code [outputs, inputs, k, k]}, both as floats again.
     * What lies around the map is an exact 0 in bytes, too.
     */
    List<String> operands(GraphValue planes, String path, QuantizedLayer layer) {
        ByteInput input = ByteInput.of(layer);
        ByteBuffer stored = layer.integers().bytes();
        byte[] integers = new byte[stored.remaining()];
        stored.get(stored.position(), integers);
        return List.of(
                rounded(planes, path, input),
                weight(path, integers, input, 0, layer.integers().shape()));
    }

    private String rounded(GraphValue x, String path, ByteInput input) {
        return rounded.computeIfAbsent(List.of(x.name(), input.step(), input.zero()), key -> {
            String step = writer.floats(path + ".input.scale", new float[] {input.step()});
            String zero = writer.bytes(path + ".input.zero", false, new byte[] {(byte) input.zero()});
            String stored = writer.add("QuantizeLinear", path + ".input", List.of(x.name(), step, zero));
            return writer.add("DequantizeLinear", path + ".input.floats", List.of(stored, step, zero));
        });
    }

    /** {@code [inputs, outputs]}. */
    private String weight(LinearFunction function, ByteInput input) {
        float[] numbers = function.transposed();
        byte[] integers = new byte[numbers.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (byte) numbers[i];
        }
        return weight(function.path(), integers, input, 1, function.inputs(), function.outputs());
    }

    /** Whole numbers and their scales along the axis of the outputs, as floats. */
    private String weight(String path, byte[] integers, ByteInput input, long axis, long... shape) {
        String name = path + ".weight";
        float[] scales = input.scales();
        return writer.add(
                "DequantizeLinear",
                name + ".floats",
                List.of(
                        writer.bytes(name, true, integers, shape),
                        writer.floats(name + ".scale", scales, scales.length),
                        writer.bytes(name + ".zero", true, new byte[scales.length], scales.length)),
                GraphAttributes.number("axis", axis));
    }
}
