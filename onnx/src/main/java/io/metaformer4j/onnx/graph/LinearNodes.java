package io.metaformer4j.onnx.graph;

import io.metaformer4j.onnx.writer.GraphAttributes;
import io.metaformer4j.onnx.writer.GraphValue;
import io.metaformer4j.onnx.writer.GraphWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Writes what waits in a {@link MapValue}. */
final class LinearNodes {

    private final GraphWriter writer;
    private final ByteNodes bytes;

    LinearNodes(GraphWriter writer) {
        this.writer = writer;
        this.bytes = new ByteNodes(writer);
    }

    /** What stored bytes are written with. */
    ByteNodes bytes() {
        return bytes;
    }

    /** The value with nothing waiting, in the form that it has. */
    GraphValue settled(MapValue x) {
        if (x.linear().isPresent()) {
            return written(x.base(), x.linear().get());
        }
        return x.affine().map(affine -> written(x.base(), affine)).orElse(x.base());
    }

    /** The same in a given form. */
    GraphValue settled(MapValue x, GraphValue.Arrangement form) {
        return writer.as(settled(x), form);
    }

    /** A linear function of a value, which takes up the function of each channel that waits. */
    MapValue linear(MapValue x, LinearFunction function) {
        if (x.linear().isPresent() || function.bytes().isPresent()) {
            return MapValue.of(settled(x), function);
        }
        return MapValue.of(x.base(), x.affine().map(function::after).orElse(function));
    }

    /**
     * A 1x1 convolution on planes, a matrix product on pixels and vectors: what ONNX Runtime multiplies without turning the map.
     */
    private GraphValue written(GraphValue x, LinearFunction function) {
        if (function.bytes().isPresent()) {
            return bytes.written(x, function, function.bytes().get());
        }
        String path = function.path();
        Optional<String> bias = function.bias().map(values -> writer.floats(path + ".bias", values, values.length));
        List<String> inputs = new ArrayList<>(List.of(x.name()));
        return switch (x.form()) {
            case PLANES -> {
                inputs.add(writer.floats(
                        path + ".weight", function.weight(), function.outputs(), function.inputs(), 1, 1));
                bias.ifPresent(inputs::add);
                yield x.named(
                        writer.add("Conv", path, inputs, GraphAttributes.ints("kernel_shape", 1, 1)),
                        function.outputs());
            }
            case VECTORS -> {
                inputs.add(writer.floats(path + ".weight", function.weight(), function.outputs(), function.inputs()));
                bias.ifPresent(inputs::add);
                yield x.named(
                        writer.add("Gemm", path, inputs, GraphAttributes.number("transB", 1L)), function.outputs());
            }
            case PIXELS -> {
                inputs.add(
                        writer.floats(path + ".weight", function.transposed(), function.inputs(), function.outputs()));
                String product = writer.add("MatMul", path, inputs);
                yield x.named(
                        bias.map(summands -> writer.add("Add", path + ".sum", List.of(product, summands)))
                                .orElse(product),
                        function.outputs());
            }
        };
    }

    private GraphValue written(GraphValue x, ChannelAffine affine) {
        String name = x.name();
        if (affine.hasScale()) {
            String factors = channels(x.name() + ".factors", affine.scales(), x.form());
            name = writer.add("Mul", x.name() + ".scaled", List.of(name, factors));
        }
        if (affine.hasShift()) {
            String summands = channels(x.name() + ".summands", affine.shifts(), x.form());
            name = writer.add("Add", x.name() + ".shifted", List.of(name, summands));
        }
        return x.named(name);
    }

    /** A function of each channel of planes as one node. */
    GraphValue normalized(GraphValue planes, ChannelAffine affine) {
        String name = planes.name();
        int channels = planes.channels();
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return planes.named(writer.add(
                "BatchNormalization",
                name + ".shifted",
                List.of(
                        name,
                        writer.floats(name + ".factors", affine.scales(), channels),
                        writer.floats(name + ".summands", affine.shifts(), channels),
                        writer.floats(name + ".zeros", new float[channels], channels),
                        writer.floats(name + ".ones", ones, channels)),
                GraphAttributes.number("epsilon", 0.0)));
    }

    private String channels(String name, float[] values, GraphValue.Arrangement form) {
        return form == GraphValue.Arrangement.PLANES
                ? writer.floats(name, values, values.length, 1, 1)
                : writer.floats(name, values, values.length);
    }
}
