package io.metaformer4j.onnx.graph;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of a network as floats, checked when they are asked for. */
public final class GraphWeights {

    private final ParameterLayout layout;
    private final Map<String, WeightTensor> tensors;

    /**
     * Wraps tensors.
     *
     * @param architecture the network
     * @param tensors the whole state by canonical names
     */
    public GraphWeights(Architecture architecture, Map<String, WeightTensor> tensors) {
        this.layout = ParameterLayout.of(architecture);
        this.tensors = tensors;
    }

    /**
     * All tensors that a graph is made of, which need not be kept by whoever gave them.
     *
     * @param architecture the network
     * @param given the whole state by canonical names, maybe made on demand
     * @return the tensors in the order of use, without counters
     * @throws MetaFormerException if a tensor is missing, of another shape or not floating
     */
    public static Map<String, WeightTensor> complete(Architecture architecture, Map<String, WeightTensor> given) {
        GraphWeights weights = new GraphWeights(architecture, given);
        Map<String, WeightTensor> complete = new LinkedHashMap<>();
        for (ParameterSpec spec : weights.layout.specs()) {
            if (spec.kind() != ParameterSpec.Kind.COUNTER) {
                complete.put(spec.name(), weights.tensor(spec));
            }
        }
        return complete;
    }

    /** The values of a tensor, which the network must have, row-major. */
    float[] floats(String name) {
        ParameterSpec spec = layout.find(name)
                .orElseThrow(() -> new IllegalArgumentException("no network has a tensor '" + name + "' there"));
        return tensor(spec).toFloats();
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
        if (!tensor.dtype().isFloating()) {
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
