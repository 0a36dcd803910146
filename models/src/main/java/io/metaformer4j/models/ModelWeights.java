package io.metaformer4j.models;

import io.metaformer4j.weights.WeightTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a model, ready for any engine.
 *
 * @param tensors all tensors of the network by canonical name, in the order of its layout
 * @param source where they came from, for instance the path of a file
 * @param averaged whether the checkpoint says that these are averaged (EMA) weights; false also where it says nothing
 * @param notes what the user should know, as sentences: which tensors or rows of the classifier are fresh
 */
public record ModelWeights(Map<String, WeightTensor> tensors, String source, boolean averaged, List<String> notes) {
    public ModelWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        notes = List.copyOf(notes);
    }
}
