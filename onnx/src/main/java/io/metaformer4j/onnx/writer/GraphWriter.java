package io.metaformer4j.onnx.writer;

import io.metaformer4j.onnx.schema.AttributeProto;
import io.metaformer4j.onnx.schema.NodeProto;
import io.metaformer4j.onnx.writer.StoredConstant.Element;
import io.metaformer4j.weights.WeightTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects nodes and constants under names of their own. For one thread. */
public final class GraphWriter {

    private final GraphSettings settings;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, StoredConstant> constants = new LinkedHashMap<>();
    private final Map<String, Integer> taken = new HashMap<>();
    private final Map<String, GraphValue> turned = new HashMap<>();
    private final List<GraphValue> reshaped = new ArrayList<>();

    /**
     * Begins a graph.
     *
     * @param settings how it is written
     */
    public GraphWriter(GraphSettings settings) {
        this.settings = settings;
    }

    /** How the graph is written. */
    public GraphSettings settings() {
        return settings;
    }

    /** Nodes in the order of computation. */
    public List<NodeProto> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** Maps whose channels nobody could infer from the nodes, where pictures are of any size. */
    public List<GraphValue> reshaped() {
        return Collections.unmodifiableList(reshaped);
    }

    /** Constants by their names. */
    public Map<String, StoredConstant> constants() {
        return Collections.unmodifiableMap(constants);
    }

    /**
     * Adds a node with one output.
     *
     * @param operator name of the operator
     * @param name what node and output are called, but for a number where that is taken
     * @param inputs names of values and constants
     * @param attributes attributes
     * @return name of the output
     */
    public String add(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        return add(operator, name, 1, inputs, attributes).get(0);
    }

    /** Adds a node with several outputs, and returns their names. */
    public List<String> add(
            String operator, String name, int outputs, List<String> inputs, AttributeProto... attributes) {
        String node = free(name);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            names.add(outputs == 1 ? node : free(node + "." + i));
        }
        nodes.add(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(node)
                .addAllInput(inputs)
                .addAllOutput(names)
                .addAllAttribute(Arrays.asList(attributes))
                .build());
        return names;
    }

    private String free(String name) {
        int uses = taken.merge(name, 1, Integer::sum);
        return uses == 1 ? name : free(name + "_" + uses);
    }

    /** Numbers {@code dims} under a name that no other constant has. */
    public String floats(String name, float[] values, long... dims) {
        ByteBuffer bytes = WeightTensor.allocate(values.length * (long) Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return constant(name, StoredConstant.of(Element.FLOAT, bytes, dims));
    }

    /**
     * Bytes {@code dims} under a name that no other constant has.
     *
     * @param name the name, but for a number where that is taken
     * @param signed whether they are int8 rather than uint8
     * @param values the bytes
     * @param dims their sides; none for a single byte
     * @return the name that they got
     */
    public String bytes(String name, boolean signed, byte[] values, long... dims) {
        ByteBuffer bytes = WeightTensor.allocate(values.length);
        bytes.put(0, values);
        return constant(name, StoredConstant.of(signed ? Element.SIGNED_BYTE : Element.UNSIGNED_BYTE, bytes, dims));
    }

    private String constant(String name, StoredConstant constant) {
        String given = free(name);
        constants.put(given, constant);
        return given;
    }

    /** A list of whole numbers; equal lists are one constant. */
    public String ints(long... values) {
        String name = "ints" + Arrays.toString(values).replace(", ", ",");
        constants.computeIfAbsent(name, key -> {
            ByteBuffer bytes = WeightTensor.allocate(values.length * (long) Long.BYTES);
            bytes.asLongBuffer().put(values);
            return StoredConstant.of(Element.LONG, bytes, values.length);
        });
        return name;
    }

    /** A number; equal ones are one constant. */
    public String number(double value) {
        String name = "number[" + (float) value + "]";
        constants.computeIfAbsent(name, key -> {
            ByteBuffer bytes = WeightTensor.allocate(Float.BYTES);
            bytes.asFloatBuffer().put((float) value);
            return StoredConstant.of(Element.FLOAT, bytes);
        });
        return name;
    }

    /** A map as planes or pixels, turned at most once. */
    public GraphValue as(GraphValue value, GraphValue.Arrangement form) {
        if (value.form() == form) {
            return value;
        }
        if (value.form() == GraphValue.Arrangement.VECTORS || form == GraphValue.Arrangement.VECTORS) {
            throw new IllegalArgumentException("vectors are no maps: " + value + " as " + form);
        }
        return turned.computeIfAbsent(value.name(), name -> {
            boolean planes = form == GraphValue.Arrangement.PLANES;
            String suffix = planes ? ".planes" : ".pixels";
            AttributeProto perm =
                    planes ? GraphAttributes.ints("perm", 0, 3, 1, 2) : GraphAttributes.ints("perm", 0, 2, 3, 1);
            String other = add("Transpose", name + suffix, List.of(name), perm);
            return value.named(other, form);
        });
    }

    /** Rows of values as a map again, of the shape of another. */
    public GraphValue map(String name, String rows, GraphValue like) {
        GraphValue map = like.named(add("Reshape", name, List.of(rows, shape(like))));
        if (settings.anySize()) {
            reshaped.add(map);
        }
        return map;
    }

    /** The shape of a map, a constant where it is known. */
    public String shape(GraphValue value) {
        if (settings.anySize()) {
            return add("Shape", value.name() + ".shape", List.of(value.name()));
        }
        return value.form() == GraphValue.Arrangement.PLANES
                ? ints(0, value.channels(), value.height(), value.width())
                : ints(0, value.height(), value.width(), value.channels());
    }
}
