package io.metaformer4j.engine.quantize;

import io.metaformer4j.weights.WeightTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of which some layers are stored as bytes.
 *
 * @param tensors the whole state by canonical names, with the numbers that belong to bytes beside them
 *     ({@link io.metaformer4j.weights.load.QuantizedNames}); what the engine loads
 * @param layers all layers that could be stored as bytes, in the order of the network
 * @param error root mean square of the change of the network's answers, as a part of their own
 */
public record Quantized(Map<String, WeightTensor> tensors, List<LayerError> layers, double error) {

    /** Copies the collections. */
    public Quantized {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        layers = List.copyOf(layers);
    }
}
