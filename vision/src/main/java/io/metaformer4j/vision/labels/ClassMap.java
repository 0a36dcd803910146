package io.metaformer4j.vision.labels;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which class name (folder name, label text) is which output of the classifier; what timm calls {@code --class-map}.
 *
 * <p>Several names may mean the same class. Immutable and safe for concurrent use.
 */
public final class ClassMap {

    /** A bound on class indices, so that one wrong line cannot make a list of two thousand million names. */
    private static final int MAX_CLASSES = 10_000_000;

    private final Map<String, Integer> indexOfName;

    /** Other spellings of the names; empty where the map names classes by numbers as well. */
    private final Optional<NameIndex> similar;

    private final List<String> names;

    private ClassMap(Map<String, Integer> indexOfName, Optional<NameIndex> similar, List<String> names) {
        this.indexOfName = Map.copyOf(indexOfName);
        this.similar = similar;
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
                throw new MetaFormerException("class map '" + source + "' gives "
                        + PrintableNames.quoted(entry.getKey()) + " the index " + index
                        + "; indices go from 0 to " + (MAX_CLASSES - 1));
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
        return new ClassMap(indexOfName, Optional.empty(), names);
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
        return new ClassMap(index, Optional.empty(), labels.names());
    }

    /**
     * Finds classes by what people call them: their name in any case and with other gaps ({@code hot_dog}), one of its
     * synonyms, a wnid. A name that may mean several classes means none.
     *
     * @param labels names of the classes
     * @return the map; its {@link #names()} are the set's names
     */
    public static ClassMap byName(LabelSet labels) {
        NameIndex similar = new NameIndex();
        for (int i = 0; i < labels.size(); i++) {
            similar.add(labels.name(i), i);
            similar.add(labels.wnid(i).orElse(labels.name(i)), i);
        }
        for (int i = 0; i < labels.size(); i++) {
            for (String synonym : labels.name(i).split(", ", -1)) {
                similar.addWeak(synonym, i);
            }
        }
        return byName(labels.names(), similar);
    }

    /**
     * Finds classes by their names, in any case and with other gaps.
     *
     * @param names names of the classes in the order of their numbers, for instance {@link Dataset#classNames()}
     * @return the map
     */
    public static ClassMap byName(List<String> names) {
        NameIndex similar = new NameIndex();
        for (int i = 0; i < names.size(); i++) {
            similar.add(names.get(i), i);
        }
        return byName(names, similar);
    }

    private static ClassMap byName(List<String> names, NameIndex similar) {
        Map<String, Integer> exact = new LinkedHashMap<>();
        Set<String> twice = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (exact.putIfAbsent(names.get(i), i) != null) {
                twice.add(names.get(i));
            }
        }
        exact.keySet().removeAll(twice);
        return new ClassMap(exact, Optional.of(similar), names);
    }

    /** The names "0", "1", ... of classes that only have numbers. */
    public static List<String> numbers(int classes) {
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
        if (index != null) {
            return OptionalInt.of(index);
        }
        return similar.map(others -> others.indexOf(name)).orElse(OptionalInt.empty());
    }

    /** Looks up what is written beside a picture: a name, or the number of a class unless classes are found by name. */
    public OptionalInt indexOfLabel(String label) {
        OptionalInt index = indexOf(label);
        if (index.isPresent() || similar.isPresent()) {
            return index;
        }
        return number(label).stream().filter(number -> number < size()).findFirst();
    }

    /** The number that a label is; empty for other texts. */
    public static OptionalInt number(String label) {
        boolean digits = !label.isEmpty() && label.length() < 8 && label.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? OptionalInt.of(Integer.parseInt(label)) : OptionalInt.empty();
    }

    @Override
    public String toString() {
        return "ClassMap[" + size() + " classes]";
    }
}
