package io.metaformer4j.onnx.graph;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

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

    /** The values of a tensor, which the network must have, row-major. */
    float[] floats(String name) {
        ParameterSpec spec = layout.find(name)
                .orElseThrow(() -> new IllegalArgumentException("no network has a tensor '" + name + "' there"));
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
        return tensor.toFloats();
    }

    /** The same of a tensor that the network may lack. */
    Optional<float[]> find(String name) {
        return layout.find(name).map(spec -> floats(name));
    }

    /** The same in double precision. */
    double[] doubles(String name) {
        return ChannelAffine.widened(floats(name));
    }
}
