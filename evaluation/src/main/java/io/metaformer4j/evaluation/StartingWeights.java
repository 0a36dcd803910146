package io.metaformer4j.evaluation;

import io.metaformer4j.weights.WeightTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights from which the training of a network for other classes starts.
 *
 * @param tensors all tensors of the network by canonical name
 * @param source where they came from, for instance the path of a file
 * @param notes what the user should know, as sentences: which tensors or rows of the classifier are fresh
 */
public record StartingWeights(Map<String, WeightTensor> tensors, String source, List<String> notes) {
    public StartingWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        notes = List.copyOf(notes);
    }
}
