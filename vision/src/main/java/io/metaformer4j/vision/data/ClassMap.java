package io.metaformer4j.vision.data;

import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which class name (folder name, label text) is which output of the classifier; what timm calls {@code --class-map}.
 *
 * <p>Several names may mean the same class. Immutable and safe for concurrent use.
 */
public final class ClassMap {

    /** A bound on class indices, so that one wrong line cannot make a list of two thousand million names. */
    private static final int MAX_CLASSES = 10_000_000;

    private final Map<String, Integer> indexOfName;
    private final List<String> names;

    private ClassMap(Map<String, Integer> indexOfName, List<String> names) {
        this.indexOfName = Map.copyOf(indexOfName);
        this.names = List.copyOf(names);
    }

    /**
     * Maps names to indices; the first of several names of a class becomes its name.
     *
     * @param indexOfName class index of each name, in the order of preference
     * @param source what messages call the map, for instance its file
     * @return the map
     * @throws MetaFormerException if there is no name or an index is negative or absurdly large
     */
    public static ClassMap of(Map<String, Integer> indexOfName, String source) {
        int classes = 0;
        for (Map.Entry<String, Integer> entry : indexOfName.entrySet()) {
            int index = entry.getValue();
            if (index < 0 || index >= MAX_CLASSES) {
                throw new MetaFormerException("class map '" + source + "' gives '" + entry.getKey() + "' the index "
                        + index + "; indices go from 0 to " + (MAX_CLASSES - 1));
            }
            classes = Math.max(classes, index + 1);
        }
        if (classes == 0) {
            throw new MetaFormerException("class map '" + source + "' names no class; write one class name per line");
        }
        List<String> names = numbers(classes);
        Map<Integer, String> first = new LinkedHashMap<>();
        indexOfName.forEach((name, index) -> first.putIfAbsent(index, name));
        first.forEach(names::set);
        return new ClassMap(indexOfName, names);
    }

    /**
     * Maps the wnids of a label set to its indices, or its names if it has no wnids.
     *
     * @param labels for instance {@link LabelSet#imageNet1k()}, so that wnid folders get their ImageNet index even where
     *     only some of them exist
     * @return the map; its {@link #names()} are the set's names
     */
    public static ClassMap of(LabelSet labels) {
        List<String> keys = labels.wnids().isEmpty() ? labels.names() : labels.wnids();
        Map<String, Integer> index = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            index.putIfAbsent(keys.get(i), i);
        }
        return new ClassMap(index, labels.names());
    }

    /** The names "0", "1", ... of classes that only have numbers. */
    static List<String> numbers(int classes) {
        List<String> names = new ArrayList<>(classes);
        for (int i = 0; i < classes; i++) {
            names.add(Integer.toString(i));
        }
        return names;
    }

    /**
     * The number of classes.
     *
     * @return the largest index plus one
     */
    public int size() {
        return names.size();
    }

    /**
     * The name of each class in the order of the indices; a class without a name is called by its number.
     *
     * @return unmodifiable list of {@link #size()} names
     */
    public List<String> names() {
        return names;
    }

    /**
     * Looks a name up.
     *
     * @param name for instance the name of a folder
     * @return its class index; empty if the map does not know it
     */
    public OptionalInt indexOf(String name) {
        Integer index = indexOfName.get(name);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    @Override
    public String toString() {
        return "ClassMap[" + size() + " classes]";
    }
}
