package io.metaformer4j.vision.labels;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Some of a classifier's classes, the only ones that count in a validation ({@code --class-subset}).
 *
 * <p>The logits' columns {@link #classes()} are taken in ascending order, and a sample's label is its place among them
 * ({@link #position}), as timm's {@code validate.py} does for ImageNet-A and ImageNet-R.
 */
public final class ClassSubset {

    private final int total;
    private final List<Integer> classes;

    private ClassSubset(int total, List<Integer> classes) {
        this.total = total;
        this.classes = List.copyOf(classes);
    }

    /**
     * A subset by index.
     *
     * @param total number of the classifier's outputs
     * @param classes indices below {@code total}, in any order, at least one
     * @return the subset
     * @throws MetaFormerException if there is no index or one is out of range
     */
    public static ClassSubset of(int total, List<Integer> classes) {
        if (classes.isEmpty()) {
            throw new MetaFormerException("the class subset is empty; give at least one of the " + total + " classes");
        }
        for (int index : classes) {
            if (index < 0 || index >= total) {
                throw new MetaFormerException(
                        "class " + index + " is in the class subset but the classifier has the classes 0 to "
                                + (total - 1) + "; take it out");
            }
        }
        return new ClassSubset(total, new ArrayList<>(new TreeSet<>(classes)));
    }

    /**
     * Reads a text file with one class per line, as index or WordNet id; blank lines are ignored.
     *
     * @param file UTF-8 text file
     * @param labels the classifier's classes
     * @return the subset
     * @throws IOException if the file cannot be read
     * @throws MetaFormerException if a line is neither an index of the classifier nor one of its wnids
     */
    public static ClassSubset read(Path file, LabelSet labels) throws IOException {
        List<Integer> classes = new ArrayList<>();
        int number = 0;
        for (String line : TextFile.read(file, "class subset").lines().toList()) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty()) {
                continue;
            }
            OptionalInt index = parse(entry, labels);
            if (index.isEmpty()) {
                throw new MetaFormerException("line " + number + " of class subset '" + file + "' is '"
                        + PrintableText.of(entry) + "', which is neither an index from 0 to " + (labels.size() - 1)
                        + " nor a wnid of " + labels
                        + "; write one class per line");
            }
            classes.add(index.getAsInt());
        }
        if (classes.isEmpty()) {
            throw new MetaFormerException("class subset '" + PrintableText.of(file.toString())
                    + "' names no class; write one class per line");
        }
        return of(labels.size(), classes);
    }

    private static OptionalInt parse(String entry, LabelSet labels) {
        if (entry.chars().allMatch(c -> c >= '0' && c <= '9') && entry.length() < 10) {
            int index = Integer.parseInt(entry);
            return index < labels.size() ? OptionalInt.of(index) : OptionalInt.empty();
        }
        return labels.indexOf(entry);
    }

    /**
     * How many outputs the classifier has.
     *
     * @return number of all classes, in the subset or not
     */
    public int total() {
        return total;
    }

    /**
     * The classes of the subset.
     *
     * @return ascending output indices
     */
    public List<Integer> classes() {
        return classes;
    }

    /**
     * Where a class stands in the subset.
     *
     * @param index output index of the classifier
     * @return its position in {@link #classes()}; empty if it is not in the subset
     */
    public OptionalInt position(int index) {
        int place = Collections.binarySearch(classes, index);
        return place < 0 ? OptionalInt.empty() : OptionalInt.of(place);
    }
}
