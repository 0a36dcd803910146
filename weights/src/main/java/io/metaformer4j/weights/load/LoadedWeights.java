package io.metaformer4j.weights.load;

import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.DialectMatch;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exactly the tensors that a network needs.
 *
 * @param tensors tensors by canonical name, with canonical shapes, in the order of the network's
 *     {@link io.metaformer4j.zoo.plan.ParameterLayout}; counters are int64; behind them the numbers that belong to quantized
 *     weights, see {@link QuantizedNames}
 * @param dialect how the checkpoint named them
 * @param fresh canonical names of tensors that do not come from the checkpoint
 * @param leftOut names in the checkpoint that were not taken
 * @param averaged whether the checkpoint says that these are averaged (EMA) weights; false also where it says nothing
 * @param notes what the user should know, as sentences; empty for a checkpoint that fits without any leniency
 */
public record LoadedWeights(
        Map<String, WeightTensor> tensors,
        DialectMatch dialect,
        List<String> fresh,
        List<String> leftOut,
        boolean averaged,
        List<String> notes) {
    public LoadedWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        fresh = List.copyOf(fresh);
        leftOut = List.copyOf(leftOut);
        notes = List.copyOf(notes);
    }
}
