package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.labels.UnknownClassesException;
import io.metaformer4j.vision.names.Names;
import io.metaformer4j.vision.names.PictureName;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.Collections;
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
 * @param <S> where the picture of a sample is
 */
public final class SampleTable<S> {

    private final List<String> classNames;
    private final List<PictureName> names;
    private final List<S> places;
    private final List<String> notes;
    private final int[] labels;

    private SampleTable(List<Found<S>> found, List<String> classNames, Numbering numbering) {
        this.classNames = List.copyOf(classNames);
        this.names = new ArrayList<>(found.size());
        this.places = new ArrayList<>(found.size());
        this.notes = new ArrayList<>();
        this.labels = new int[found.size()];
        for (Found<S> sample : found) {
            labels[names.size()] = numbering.indexOf(sample).orElseThrow();
            names.add(sample.name());
            places.add(sample.place());
        }
    }

    private SampleTable(SampleTable<S> other, List<String> notes) {
        this.classNames = other.classNames;
        this.names = other.names;
        this.places = other.places;
        this.notes = notes;
        this.labels = other.labels;
    }

    /**
     * Something found that may become a sample.
     *
     * @param name path inside the data set
     * @param labels what its class may be called, the best first: the text beside it, or the folders around it from the
     *     innermost to the outermost
     * @param place where its picture is
     */
    public record Found<S>(PictureName name, List<String> labels, S place) {

        String label() {
            return labels.get(0);
        }

        /** All names from the outermost to the innermost folder. */
        String path() {
            List<String> outermostFirst = new ArrayList<>(labels);
            Collections.reverse(outermostFirst);
            return String.join("/", outermostFirst);
        }
    }

    /** Gives a sample its class. */
    private interface Numbering {
        OptionalInt indexOf(Found<?> sample);
    }

    /**
     * Labels pictures by the names of folders. With a class map it is the first name that the map knows; else names are
     * numbered in natural order.
     */
    static <S> SampleTable<S> byName(List<Found<S>> found, DatasetOptions options, String source) {
        if (options.classMap().isEmpty()) {
            return numbered(found);
        }
        ClassMap map = options.classMap().get();
        return mapped(found, map, sample -> known(sample, map), options.unknownClasses(), source);
    }

    /**
     * Labels pictures by what is written beside them: a name or number known to the class map, else numbers if all are
     * numbers, else names in natural order. The samples keep their order.
     */
    public static <S> SampleTable<S> byText(List<Found<S>> found, DatasetOptions options, String source) {
        if (found.isEmpty()) {
            throw new MetaFormerException(
                    "data set '" + source + "' lists no pictures; give at least one with a label");
        }
        if (options.classMap().isPresent()) {
            ClassMap map = options.classMap().get();
            Numbering numbering = sample -> map.indexOfLabel(sample.label());
            if (options.unknownClasses() == UnknownClasses.FOLDERS_LEFT_OUT) {
                requireKnown(found, numbering, source);
            }
            return mapped(found, map, numbering, options.unknownClasses(), source);
        }
        if (found.stream().allMatch(sample -> ClassMap.number(sample.label()).isPresent())) {
            int classes = 0;
            for (Found<S> sample : found) {
                classes = Math.max(classes, ClassMap.number(sample.label()).getAsInt() + 1);
            }
            return new SampleTable<>(found, ClassMap.numbers(classes), sample -> ClassMap.number(sample.label()));
        }
        return numbered(found);
    }

    private static OptionalInt known(Found<?> sample, ClassMap map) {
        return sample.labels().stream()
                .map(map::indexOf)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private static void requireKnown(List<? extends Found<?>> found, Numbering numbering, String source) {
        for (Found<?> sample : found) {
            if (numbering.indexOf(sample).isEmpty()) {
                throw new MetaFormerException("data set '" + source + "' has the label "
                        + Names.quoted(sample.label())
                        + ", which the class map does not know; add it to the map or correct the label");
            }
        }
    }

    /** Keeps the samples of known classes, unless others are to be refused. */
    private static <S> SampleTable<S> mapped(
            List<Found<S>> found, ClassMap map, Numbering numbering, UnknownClasses treatment, String source) {
        List<Found<S>> kept = new ArrayList<>();
        Map<String, Integer> unknown = new TreeMap<>(NaturalOrder.INSTANCE);
        for (Found<S> sample : found) {
            if (numbering.indexOf(sample).isPresent()) {
                kept.add(sample);
            } else {
                unknown.merge(sample.path(), 1, Integer::sum);
            }
        }
        if (kept.isEmpty() || (treatment == UnknownClasses.REFUSED && !unknown.isEmpty())) {
            throw refused(source, List.copyOf(unknown.keySet()), map, kept.isEmpty());
        }
        SampleTable<S> table = new SampleTable<>(kept, map.names(), numbering);
        if (!unknown.isEmpty()) {
            int pictures = unknown.values().stream().mapToInt(Integer::intValue).sum();
            table.notes.add(pictures + " pictures of unknown classes are left out: " + Names.plain(unknown.keySet()));
        }
        return table;
    }

    /** The error for classes that are not known. */
    static UnknownClassesException refused(String source, List<String> unknown, ClassMap map, boolean noneKnown) {
        return new UnknownClassesException(
                "data set '" + source + "' has " + (noneKnown ? "only classes that are" : "classes that are")
                        + " not among the " + map.size() + " known ones (" + Names.plain(map.names()) + "): "
                        + Names.quoted(unknown),
                unknown,
                noneKnown);
    }

    private static <S> SampleTable<S> numbered(List<Found<S>> found) {
        TreeSet<String> sorted = new TreeSet<>(NaturalOrder.INSTANCE);
        found.forEach(sample -> sorted.add(sample.label()));
        Map<String, Integer> index = new HashMap<>();
        sorted.forEach(name -> index.put(name, index.size()));
        SampleTable<S> table =
                new SampleTable<>(found, List.copyOf(sorted), sample -> OptionalInt.of(index.get(sample.label())));
        table.noteSimilarNames(sorted);
        return table;
    }

    private void noteSimilarNames(Iterable<String> sorted) {
        Map<String, String> folded = new HashMap<>();
        for (String name : sorted) {
            String other = folded.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                notes.add("the classes " + Names.quoted(List.of(other, name)) + " differ only in case");
                return;
            }
        }
    }

    /** The same samples with more notes for the user, which come before those of this table. */
    public SampleTable<S> withNotes(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(notes);
        return new SampleTable<>(this, all);
    }

    int size() {
        return labels.length;
    }

    int label(int index) {
        return labels[index];
    }

    String name(int index) {
        return names.get(index).toString();
    }

    S place(int index) {
        return places.get(index);
    }

    List<String> classNames() {
        return classNames;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }
}
