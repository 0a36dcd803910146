package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.data.column.Rows;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.labels.UnknownClassesException;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names and labels of the samples that a data set found, and the names of the classes.
 *
 * <p>A sample costs 4 bytes for its label, and 4 more if the samples are not all pictures in the order in which they were
 * found, besides its name in the {@linkplain Candidates#names() columns}.
 */
public final class SampleTable {

    private final List<String> classNames;
    private final PictureNames names;
    private final List<String> folders;
    private final Rows rows;
    private final int[] labels;
    private final List<String> notes;

    private SampleTable(Candidates samples, List<String> classNames, int[] labels) {
        this.classNames = List.copyOf(classNames);
        this.names = samples.names();
        this.folders = samples.folders();
        this.rows = samples.rows();
        this.labels = labels;
        this.notes = new ArrayList<>();
    }

    private SampleTable(SampleTable other, List<String> notes) {
        this.classNames = other.classNames;
        this.names = other.names;
        this.folders = other.folders;
        this.rows = other.rows;
        this.labels = other.labels;
        this.notes = notes;
    }

    /** Gives a group of pictures its class. */
    private interface Numbering {
        OptionalInt indexOf(List<String> labels);
    }

    /** A table of pictures whose groups all have a class. */
    private static SampleTable of(Candidates samples, List<String> classNames, int[] classes) {
        int[] labels = new int[samples.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = classes[samples.group(i)];
        }
        return new SampleTable(samples, classNames, labels);
    }

    /** The class of each group; -1 for those that have none. */
    private static int[] classes(Candidates found, Numbering numbering) {
        return found.labels().stream()
                .mapToInt(labels -> numbering.indexOf(labels).orElse(-1))
                .toArray();
    }

    /**
     * Labels pictures by the names of folders. With a class map it is the first name that the map knows; else names are
     * numbered in natural order.
     */
    static SampleTable byName(Candidates found, DatasetOptions options, String source) {
        if (options.classMap().isEmpty()) {
            return numbered(found);
        }
        ClassMap map = options.classMap().get();
        return mapped(found, map, labels -> known(labels, map), options.unknownClasses(), source);
    }

    /**
     * Labels pictures by what is written beside them: a name or number known to the class map, else numbers if all are
     * numbers, else names in natural order. The samples keep their order.
     */
    public static SampleTable byText(Candidates found, DatasetOptions options, String source) {
        if (found.size() == 0) {
            throw new MetaFormerException(
                    "data set '" + source + "' lists no pictures; give at least one with a label");
        }
        if (options.classMap().isPresent()) {
            ClassMap map = options.classMap().get();
            Numbering numbering = labels -> map.indexOfLabel(labels.get(0));
            if (options.unknownClasses() == UnknownClasses.FOLDERS_LEFT_OUT) {
                requireKnown(found, classes(found, numbering), source);
            }
            return mapped(found, map, numbering, options.unknownClasses(), source);
        }
        int[] numbers = classes(found, labels -> ClassMap.number(labels.get(0)));
        BitSet used = found.used();
        if (used.stream().allMatch(group -> numbers[group] >= 0)) {
            int largest = used.stream().map(group -> numbers[group]).max().orElseThrow();
            return of(found, ClassMap.numbers(largest + 1), numbers);
        }
        return numbered(found);
    }

    private static OptionalInt known(List<String> labels, ClassMap map) {
        return labels.stream()
                .map(map::indexOf)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private static void requireKnown(Candidates found, int[] classes, String source) {
        for (int i = 0; i < found.size(); i++) {
            if (classes[found.group(i)] < 0) {
                throw new MetaFormerException("data set '" + source + "' has the label "
                        + PrintableNames.quoted(found.label(found.group(i)))
                        + ", which the class map does not know; add it to the map or correct the label");
            }
        }
    }

    /** Keeps the samples of known classes, unless others are to be refused. */
    private static SampleTable mapped(
            Candidates found, ClassMap map, Numbering numbering, UnknownClasses treatment, String source) {
        int[] classes = classes(found, numbering);
        Map<String, Integer> unknown = new TreeMap<>(NaturalOrder.INSTANCE);
        int pictures = 0;
        for (int i = 0; i < found.size(); i++) {
            int group = found.group(i);
            if (classes[group] < 0) {
                unknown.merge(found.path(group), 1, Integer::sum);
                pictures++;
            }
        }
        boolean noneKnown = pictures == found.size();
        if (noneKnown || (treatment == UnknownClasses.REFUSED && pictures > 0)) {
            throw refused(source, List.copyOf(unknown.keySet()), map, noneKnown);
        }
        SampleTable table = of(known(found, classes, pictures), map.names(), classes);
        if (pictures > 0) {
            table.notes.add(
                    pictures + " pictures of unknown classes are left out: " + PrintableNames.plain(unknown.keySet()));
        }
        return table;
    }

    private static Candidates known(Candidates found, int[] classes, int unknown) {
        if (unknown == 0) {
            return found;
        }
        int[] rows = new int[found.size() - unknown];
        int kept = 0;
        for (int i = 0; i < found.size(); i++) {
            if (classes[found.group(i)] >= 0) {
                rows[kept++] = found.rows().get(i);
            }
        }
        return found.withRows(Rows.of(rows));
    }

    /** The error for classes that are not known. */
    static UnknownClassesException refused(String source, List<String> unknown, ClassMap map, boolean noneKnown) {
        return new UnknownClassesException(
                "data set '" + source + "' has " + (noneKnown ? "only classes that are" : "classes that are")
                        + " not among the " + map.size() + " known ones (" + PrintableNames.plain(map.names()) + "): "
                        + PrintableNames.quoted(unknown),
                unknown,
                noneKnown);
    }

    private static SampleTable numbered(Candidates found) {
        TreeSet<String> sorted = new TreeSet<>(NaturalOrder.INSTANCE);
        BitSet used = found.used();
        used.stream().forEach(group -> sorted.add(found.label(group)));
        Map<String, Integer> index = new HashMap<>();
        sorted.forEach(name -> index.put(name, index.size()));
        int[] classes = new int[found.labels().size()];
        used.stream().forEach(group -> classes[group] = index.get(found.label(group)));
        SampleTable table = of(found, List.copyOf(sorted), classes);
        table.noteSimilarNames(sorted);
        return table;
    }

    private void noteSimilarNames(Iterable<String> sorted) {
        Map<String, String> folded = new HashMap<>();
        for (String name : sorted) {
            String other = folded.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                notes.add("the classes " + PrintableNames.quoted(List.of(other, name)) + " differ only in case");
                return;
            }
        }
    }

    /** The same samples with more notes for the user, which come before those of this table. */
    public SampleTable withNotes(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(notes);
        return new SampleTable(this, all);
    }

    int size() {
        return labels.length;
    }

    int label(int index) {
        return labels[index];
    }

    String name(int index) {
        int picture = picture(index);
        return folders.get(names.folder(picture)).concat(names.leaf(picture));
    }

    /** The number of the picture of a sample among all that were found. */
    int picture(int index) {
        return rows.get(index);
    }

    List<String> classNames() {
        return classNames;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Memory of names, labels and order in bytes; the classes of the groups of pictures, which are few, do not count. */
    long indexBytes() {
        return (long) Integer.BYTES * labels.length + rows.bytes() + names.bytes();
    }
}
