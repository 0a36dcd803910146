package io.metaformer4j.weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Flat view of the tensors in a checkpoint.
 *
 * @param tensors tensors by full name
 * @param unreadable reasons by full name
 * @param shared groups of names that share a storage
 * @param inertClasses names of classes of which there are placeholders
 */
public record TensorIndex(
        Map<String, WeightTensor> tensors,
        Map<String, String> unreadable,
        List<List<String>> shared,
        List<String> inertClasses) {

    public TensorIndex {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(unreadable));
        List<List<String>> groups = new ArrayList<>();
        shared.forEach(group -> groups.add(List.copyOf(group)));
        shared = List.copyOf(groups);
        inertClasses = List.copyOf(inertClasses);
    }

    /** An index of a file without objects. */
    public TensorIndex(Map<String, WeightTensor> tensors, Map<String, String> unreadable) {
        this(tensors, unreadable, List.of(), List.of());
    }
}
