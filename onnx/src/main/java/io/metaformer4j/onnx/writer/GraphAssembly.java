package io.metaformer4j.onnx.writer;

import io.metaformer4j.engine.Output;
import io.metaformer4j.onnx.schema.GraphProto;
import io.metaformer4j.onnx.schema.NodeProto;
import io.metaformer4j.onnx.schema.TensorProto;
import io.metaformer4j.onnx.schema.TensorShapeProto;
import io.metaformer4j.onnx.schema.TypeProto;
import io.metaformer4j.onnx.schema.ValueInfoProto;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Nodes with their inputs and outputs as one graph. */
public final class GraphAssembly {

    /** What the pictures are called. */
    public static final String INPUT = "input";

    private final GraphWriter writer;
    private final GraphSettings settings;
    private final int inputChannels;

    /**
     * Begins.
     *
     * @param writer nodes and constants
     * @param inputChannels channels of the pictures
     */
    public GraphAssembly(GraphWriter writer, int inputChannels) {
        this.writer = writer;
        this.settings = writer.settings();
        this.inputChannels = inputChannels;
    }

    /**
     * Puts the graph together.
     *
     * @param found what it puts out
     * @return the graph, without its constants
     */
    public WrittenGraph assembled(Map<Output, GraphValue> found) {
        Map<String, GraphValue> values = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        Map<Output, String> outputs = new LinkedHashMap<>();
        found.forEach((output, value) -> {
            values.putIfAbsent(value.name(), value);
            outputs.put(output, names.computeIfAbsent(value.name(), name -> output.name()));
        });
        GraphProto.Builder graph = GraphProto.newBuilder().setName("metaformer");
        graph.addInput(input());
        values.forEach((name, value) -> graph.addOutput(info(names.get(name), value)));
        for (NodeProto node : writer.nodes()) {
            NodeProto.Builder renamed = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                renamed.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                renamed.setOutput(i, names.getOrDefault(node.getOutput(i), node.getOutput(i)));
            }
            graph.addNode(renamed);
        }
        writer.reshaped().stream()
                .filter(map -> !names.containsKey(map.name()))
                .forEach(map ->
                        graph.addValueInfo(info(map.name(), map, TensorProto.DataType.FLOAT_VALUE, Optional.empty())));
        return new WrittenGraph(graph.build(), writer.constants(), outputs);
    }

    private ValueInfoProto input() {
        boolean bytes = settings.input() == GraphSettings.PictureElements.BYTES;
        GraphValue value = new GraphValue(
                INPUT,
                bytes ? GraphValue.Arrangement.PIXELS : GraphValue.Arrangement.PLANES,
                inputChannels,
                settings.height(),
                settings.width());
        return info(
                INPUT,
                value,
                bytes ? TensorProto.DataType.UINT8_VALUE : TensorProto.DataType.FLOAT_VALUE,
                Optional.of(""));
    }

    private ValueInfoProto info(String name, GraphValue value) {
        return info(name, value, TensorProto.DataType.FLOAT_VALUE, Optional.of(name + "_"));
    }

    /** Sides of any length get a name behind the prefix, and none without it. */
    private ValueInfoProto info(String name, GraphValue value, int type, Optional<String> prefix) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        TensorShapeProto.Dimension channels = known(value.channels());
        TensorShapeProto.Dimension height = side(prefix.map(begin -> begin + "height"), value.height());
        TensorShapeProto.Dimension width = side(prefix.map(begin -> begin + "width"), value.width());
        shape.addDim(settings.anyBatch() ? unknown("batch") : known(1));
        switch (value.form()) {
            case PLANES -> shape.addDim(channels).addDim(height).addDim(width);
            case PIXELS -> shape.addDim(height).addDim(width).addDim(channels);
            case VECTORS -> shape.addDim(channels);
        }
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape).build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private TensorShapeProto.Dimension side(Optional<String> name, int length) {
        if (!settings.anySize()) {
            return known(length);
        }
        return name.map(GraphAssembly::unknown).orElseGet(TensorShapeProto.Dimension::getDefaultInstance);
    }

    private static TensorShapeProto.Dimension known(long length) {
        return TensorShapeProto.Dimension.newBuilder().setDimValue(length).build();
    }

    private static TensorShapeProto.Dimension unknown(String name) {
        return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
    }
}
