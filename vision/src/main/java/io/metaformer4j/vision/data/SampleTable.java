package io.metaformer4j.vision.data;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Names and labels of the samples that a data set found, and the names of the classes.
 *
 * @param <S> where the picture of a sample is
 */
final class SampleTable<S> {

    private final List<String> classNames;
    private final List<String> names = new ArrayList<>();
    private final List<S> places = new ArrayList<>();
    private int[] labels = new int[0];

    private SampleTable(List<String> classNames) {
        this.classNames = List.copyOf(classNames);
    }

    /**
     * Something found that may become a sample.
     *
     * @param name path inside the data set
     * @param label name or number of its class
     * @param place where its picture is
     */
    record Found<S>(String name, String label, S place) {}

    /**
     * Labels pictures by the folders they are in: the innermost folder is the class, as in timm, so classes may lie at
     * any depth. With a class map it is the innermost folder that the map knows, and pictures in no such folder are left
     * out. Pictures outside all folders are left out. The samples are sorted naturally by name.
     */
    static <S> SampleTable<S> byFolder(Map<String, S> pictures, Optional<ClassMap> map, String source) {
        List<Found<S>> found = new ArrayList<>();
        pictures.forEach(
                (name, place) -> folderLabel(name, map).ifPresent(label -> found.add(new Found<>(name, label, place))));
        if (found.isEmpty()) {
            throw new MetaFormerException(nothingFound(pictures, map, source));
        }
        found.sort((a, b) -> NaturalOrder.INSTANCE.compare(a.name(), b.name()));
        if (map.isPresent()) {
            return table(found, map.get().names(), label -> map.get().indexOf(label));
        }
        return byName(found);
    }

    private static Optional<String> folderLabel(String name, Optional<ClassMap> map) {
        for (String folder = ImageNames.folder(name); !folder.isEmpty(); folder = ImageNames.folder(folder)) {
            String leaf = ImageNames.leaf(folder);
            if (map.isEmpty() || map.get().indexOf(leaf).isPresent()) {
                return Optional.of(leaf);
            }
        }
        return Optional.empty();
    }

    private static String nothingFound(Map<String, ?> pictures, Optional<ClassMap> map, String source) {
        if (pictures.isEmpty()) {
            return "data set '" + source + "' holds no pictures; it needs class folders with files of the kinds "
                    + ImageNames.pictureExtensions();
        }
        Optional<String> inFolder = pictures.keySet().stream()
                .filter(name -> !ImageNames.folder(name).isEmpty())
                .min(NaturalOrder.INSTANCE);
        if (map.isPresent() && inFolder.isPresent()) {
            return "data set '" + source + "' holds " + pictures.size() + " pictures, but none is in a folder that the"
                    + " class map names (for instance '" + inFolder.get()
                    + "'); does the map belong to this data set?";
        }
        String example = pictures.keySet().stream().min(NaturalOrder.INSTANCE).orElseThrow();
        return "data set '" + source + "' holds " + pictures.size() + " pictures, but none is in a class folder (for"
                + " instance '" + example + "'); put each class into a folder of its own or list path and label in a"
                + " .csv file";
    }

    /**
     * Labels pictures by what is written beside them: a name or number known to the class map, else numbers if all are
     * numbers, else names in natural order. The samples keep their order.
     */
    static <S> SampleTable<S> byText(List<Found<S>> found, Optional<ClassMap> map, String source) {
        if (found.isEmpty()) {
            throw new MetaFormerException(
                    "data set '" + source + "' lists no pictures; give at least one with a label");
        }
        boolean numbered =
                found.stream().allMatch(sample -> number(sample.label()).isPresent());
        if (map.isPresent()) {
            return table(found, map.get().names(), label -> mapped(label, map.get(), source));
        }
        if (numbered) {
            int classes = 0;
            for (Found<S> sample : found) {
                classes = Math.max(classes, number(sample.label()).getAsInt() + 1);
            }
            return table(found, ClassMap.numbers(classes), SampleTable::number);
        }
        return byName(found);
    }

    private static OptionalInt mapped(String label, ClassMap map, String source) {
        OptionalInt index = map.indexOf(label);
        if (index.isPresent()) {
            return index;
        }
        OptionalInt number = number(label);
        if (number.isPresent() && number.getAsInt() < map.size()) {
            return number;
        }
        throw new MetaFormerException("data set '" + source + "' has the label '" + label
                + "', which the class map does not know; add it to the map or correct the label");
    }

    private static OptionalInt number(String label) {
        boolean digits = !label.isEmpty() && label.length() < 8 && label.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? OptionalInt.of(Integer.parseInt(label)) : OptionalInt.empty();
    }

    private static <S> SampleTable<S> byName(List<Found<S>> found) {
        TreeSet<String> names = new TreeSet<>(NaturalOrder.INSTANCE);
        found.forEach(sample -> names.add(sample.label()));
        Map<String, Integer> index = new HashMap<>();
        names.forEach(name -> index.put(name, index.size()));
        return table(found, List.copyOf(names), label -> OptionalInt.of(index.get(label)));
    }

    /** Gives a label its number. */
    private interface Numbering {
        OptionalInt indexOf(String label);
    }

    private static <S> SampleTable<S> table(List<Found<S>> found, List<String> classNames, Numbering numbering) {
        SampleTable<S> table = new SampleTable<>(classNames);
        table.labels = new int[found.size()];
        for (int i = 0; i < found.size(); i++) {
            Found<S> sample = found.get(i);
            table.names.add(sample.name());
            table.places.add(sample.place());
            table.labels[i] = numbering.indexOf(sample.label()).orElseThrow();
        }
        return table;
    }

    int size() {
        return labels.length;
    }

    int label(int index) {
        return labels[index];
    }

    String name(int index) {
        return names.get(index);
    }

    S place(int index) {
        return places.get(index);
    }

    List<String> classNames() {
        return classNames;
    }
}
