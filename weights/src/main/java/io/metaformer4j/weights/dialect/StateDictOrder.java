package io.metaformer4j.weights.dialect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of {@code state_dict()}: the tensors of a module itself come first, then its children, each whole, in the order
 * in which they were registered.
 */
final class StateDictOrder {

    private final Map<String, StateDictOrder> children = new LinkedHashMap<>();
    private final List<String> tensors = new ArrayList<>();

    private StateDictOrder() {}

    /**
     * Sorts names.
     *
     * @param names names in which the children of each module appear in the order of registration
     * @param first children that were registered in this order, before their siblings
     */
    static List<String> sort(Collection<String> names, List<String> first) {
        StateDictOrder root = new StateDictOrder();
        for (String name : names) {
            root.insert(name, name);
        }
        List<String> sorted = new ArrayList<>(names.size());
        root.collect(sorted, first);
        return sorted;
    }

    private void insert(String rest, String name) {
        int dot = rest.indexOf('.');
        if (dot < 0) {
            tensors.add(name);
        } else {
            children.computeIfAbsent(rest.substring(0, dot), key -> new StateDictOrder())
                    .insert(rest.substring(dot + 1), name);
        }
    }

    private void collect(List<String> into, List<String> first) {
        into.addAll(tensors);
        for (String name : first) {
            StateDictOrder child = children.get(name);
            if (child != null) {
                child.collect(into, first);
            }
        }
        children.forEach((name, child) -> {
            if (!first.contains(name)) {
                child.collect(into, first);
            }
        });
    }
}
