package io.metaformer4j.onnx;

import io.metaformer4j.onnx.schema.GraphProto;
import io.metaformer4j.onnx.schema.TensorProto;
import io.metaformer4j.onnx.schema.TensorShapeProto;
import io.metaformer4j.onnx.schema.TypeProto;
import io.metaformer4j.onnx.schema.ValueInfoProto;
import java.util.List;
import java.util.OptionalLong;

/**
 * What goes into an exported graph and what comes out.
 *
 * @param inputs the pictures
 * @param outputs what is computed, in the order of the graph
 */
public record OnnxInterface(List<TensorType> inputs, List<TensorType> outputs) {

    /**
     * A tensor.
     *
     * @param name its name
     * @param bytes whether it holds unsigned bytes rather than float32
     * @param sides its sides; empty for one that can be of any length
     */
    public record TensorType(String name, boolean bytes, List<OptionalLong> sides) {

        /** Copies the list. */
        public TensorType {
            sides = List.copyOf(sides);
        }

        /** For people: {@code input uint8 [?, 224, 224, 3]}. */
        @Override
        public String toString() {
            List<String> shape = sides.stream()
                    .map(side -> side.isPresent() ? String.valueOf(side.getAsLong()) : "?")
                    .toList();
            return name + (bytes ? " uint8 [" : " float32 [") + String.join(", ", shape) + "]";
        }
    }

    /** Copies the lists. */
    public OnnxInterface {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static OnnxInterface of(GraphProto graph) {
        return new OnnxInterface(
                graph.getInputList().stream().map(OnnxInterface::type).toList(),
                graph.getOutputList().stream().map(OnnxInterface::type).toList());
    }

    private static TensorType type(ValueInfoProto value) {
        TypeProto.Tensor tensor = value.getType().getTensorType();
        return new TensorType(
                value.getName(),
                tensor.getElemType() == TensorProto.DataType.UINT8_VALUE,
                tensor.getShape().getDimList().stream().map(OnnxInterface::side).toList());
    }

    private static OptionalLong side(TensorShapeProto.Dimension side) {
        return side.hasDimValue() ? OptionalLong.of(side.getDimValue()) : OptionalLong.empty();
    }
}
