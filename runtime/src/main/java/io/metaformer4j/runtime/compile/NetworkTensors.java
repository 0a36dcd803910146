package io.metaformer4j.runtime.compile;

import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The weights of a network by canonical name, each of the shape and kind that the network expects. */
public final class NetworkTensors {

    private final Map<String, WeightTensor> weights;
    private final ParameterLayout layout;

    private NetworkTensors(ParameterLayout layout, Map<String, WeightTensor> weights) {
        this.layout = layout;
        this.weights = weights;
    }

    /**
     * Looks at weights; values are read later.
     *
     * @param architecture whose weights they are
     * @param weights tensors by canonical name
     * @return the tensors
     * @throws MetaFormerException if one is missing, of another shape, or no floating point numbers
     */
    public static NetworkTensors of(Architecture architecture, Map<String, WeightTensor> weights) {
        ParameterLayout layout = ParameterLayout.of(architecture);
        for (ParameterSpec spec : layout.specs()) {
            if (spec.kind() != ParameterSpec.Kind.COUNTER) {
                requireFits(spec, weights.get(spec.name()));
            }
        }
        return new NetworkTensors(layout, weights);
    }

    private static void requireFits(ParameterSpec spec, WeightTensor stored) {
        if (stored == null) {
            throw new MetaFormerException(
                    "the weights have no tensor '" + spec.name() + "', which the network needs as " + spec.shape()
                            + "; convert them to canonical names first, or use another model's weights");
        }
        if (!stored.dtype().isFloating()) {
            throw new MetaFormerException("tensor '" + spec.name() + "' is of type " + stored.dtype()
                    + ", which the cpu engine does not take; save the weights as float32, float16 or bfloat16");
        }
        long[] expected = spec.shape().stream().mapToLong(Integer::longValue).toArray();
        if (!Arrays.equals(expected, stored.shape())) {
            throw new MetaFormerException("tensor " + spec.name() + " has shape " + Arrays.toString(stored.shape())
                    + ", but the network expects " + spec.shape()
                    + "; use weights of this model, or name the model that the weights are of");
        }
    }

    /** The values of a tensor in single precision. */
    Coefficients get(String name) {
        return Coefficients.of(weights.get(name).toFloats());
    }

    /** The values of a tensor, if the network has it. */
    Optional<Coefficients> find(String name) {
        return layout.find(name).map(spec -> get(spec.name()));
    }
}
