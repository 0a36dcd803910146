package io.metaformer4j.onnx.graph;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.QuantizedLayer;
import io.metaformer4j.weights.load.QuantizedNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weights of a network as floats, checked when they are asked for. */
public final class GraphWeights {

    private final ParameterLayout layout;
    private final Map<String, WeightTensor> tensors;
    private final Map<String, QuantizedLayer> bytes;

    /**
     * Wraps tensors.
     *
     * @param architecture the network
     * @param tensors the whole state by canonical names
     * @throws MetaFormerException if some are stored as bytes, and numbers that belong to them are missing or mean nothing
     */
    public GraphWeights(Architecture architecture, Map<String, WeightTensor> tensors) {
        this.layout = ParameterLayout.of(architecture);
        this.tensors = tensors;
        this.bytes = QuantizedLayer.in(tensors);
    }

    /**
     * All tensors that a graph is made of, which need not be kept by whoever gave them.
     *
     * @param architecture the network
     * @param given the whole state by canonical names, maybe made on demand
     * @return the tensors in the order of use, without counters
     * @throws MetaFormerException if a tensor is missing, of another shape, or neither floating nor a complete quantized weight
     */
    public static Map<String, WeightTensor> complete(Architecture architecture, Map<String, WeightTensor> given) {
        GraphWeights weights = new GraphWeights(architecture, given);
        Map<String, WeightTensor> complete = new LinkedHashMap<>();
        for (ParameterSpec spec : weights.layout.specs()) {
            if (spec.kind() != ParameterSpec.Kind.COUNTER) {
                complete.put(spec.name(), weights.tensor(spec));
            }
        }
        for (String path : weights.bytes.keySet()) {
            for (String name : List.of(
                    QuantizedNames.weightScale(path),
                    QuantizedNames.inputScale(path),
                    QuantizedNames.inputZero(path))) {
                complete.put(name, given.get(name));
            }
        }
        return complete;
    }

    /** The layer of a path, if its weight is stored as bytes. */
    Optional<QuantizedLayer> bytes(String path) {
        return Optional.ofNullable(bytes.get(path));
    }

    /** Whether any weight is stored as bytes. */
    public boolean hasBytes() {
        return !bytes.isEmpty();
    }

    /** The whole numbers of a weight that is stored as bytes, row-major. */
    float[] integers(String path) {
        ByteBuffer stored = tensor(spec(path + ".weight")).bytes();
        float[] integers = new float[stored.remaining()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = stored.get(stored.position() + i);
        }
        return integers;
    }

    /** The values of a tensor, which the network must have, row-major. */
    float[] floats(String name) {
        WeightTensor tensor = tensor(spec(name));
        if (!tensor.dtype().isFloating()) {
            throw new MetaFormerException("tensor '" + name + "' is of type " + tensor.dtype()
                    + ", which networks in ONNX take for linear functions of maps and convolutions only;"
                    + " quantize the weights again");
        }
        return tensor.toFloats();
    }

    private ParameterSpec spec(String name) {
        return layout.find(name)
                .orElseThrow(() -> new IllegalArgumentException("no network has a tensor '" + name + "' there"));
    }

    private WeightTensor tensor(ParameterSpec spec) {
        String name = spec.name();
        WeightTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new MetaFormerException("the weights have no tensor '" + name + "', which the network needs as "
                    + spec.shape() + "; convert them to canonical names first, or use another model's weights");
        }
        long[] expected = spec.shape().stream().mapToLong(Integer::longValue).toArray();
        if (!Arrays.equals(expected, tensor.shape())) {
            throw new MetaFormerException("tensor " + name + " has shape " + Arrays.toString(tensor.shape())
                    + ", but the network expects " + spec.shape());
        }
        if (!tensor.dtype().isFloating() && tensor.dtype() != DType.I8) {
            throw new MetaFormerException("tensor '" + name + "' is of type " + tensor.dtype()
                    + ", which networks in ONNX do not take; save the weights as float32, float16 or bfloat16");
        }
        return tensor;
    }

    /** The same in double precision. */
    double[] doubles(String name) {
        return ChannelAffine.widened(floats(name));
    }
}
