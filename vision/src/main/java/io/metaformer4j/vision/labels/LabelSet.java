package io.metaformer4j.vision.labels;

import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import io.metaformer4j.zoo.catalog.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The names of a classifier's classes in output order.
 *
 * <p>A name may hold several synonyms, the usual one first ({@code "tench, Tinca tinca"}). ImageNet classes also carry
 * their WordNet id (wnid, {@code n01440764}), which is the name of their folder in the ImageNet layout.
 *
 * <p>Immutable and safe for concurrent use. The built-in sets are read from resources at each call, so keep the result.
 */
public final class LabelSet {

    private final String title;
    private final List<String> names;
    private final List<String> wnids;
    private final Map<String, Integer> indexOfWnid;

    private LabelSet(String title, List<String> names, List<String> wnids) {
        this.title = title;
        this.names = List.copyOf(names);
        this.wnids = List.copyOf(wnids);
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < wnids.size(); i++) {
            index.put(wnids.get(i), i);
        }
        this.indexOfWnid = Map.copyOf(index);
    }

    /**
     * The 1,000 classes of ILSVRC 2012.
     *
     * @return names and wnids in the order of every ImageNet-1k classifier
     */
    public static LabelSet imageNet1k() {
        LabelTable table = LabelTable.imageNet1k();
        return new LabelSet("ImageNet-1k", table.column(2), table.column(1));
    }

    /**
     * The 21,841 classes of the full ImageNet (fall 2011 release), sorted by wnid.
     *
     * @return names and wnids in the order of the {@code in21k} classifiers
     */
    public static LabelSet imageNet21k() {
        LabelTable table = LabelTable.imageNet21k();
        return new LabelSet("ImageNet-21k", table.column(2), table.column(1));
    }

    /**
     * The ten classes of CIFAR-10 in the order of its label bytes, which is also alphabetical.
     *
     * @return the names, without wnids
     */
    public static LabelSet cifar10() {
        return of(
                "CIFAR-10",
                List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"));
    }

    /**
     * The ten classes of Fashion-MNIST in the order of its label bytes.
     *
     * @return the names, without wnids
     */
    public static LabelSet fashionMnist() {
        return of(
                "Fashion-MNIST",
                List.of(
                        "T-shirt/top",
                        "Trouser",
                        "Pullover",
                        "Dress",
                        "Coat",
                        "Sandal",
                        "Shirt",
                        "Sneaker",
                        "Bag",
                        "Ankle boot"));
    }

    /**
     * The built-in set that a classifier of this many outputs can only mean.
     *
     * @param classes number of outputs
     * @return ImageNet-1k for 1,000, ImageNet-21k for 21,841, else nothing (ten classes may be anything)
     */
    public static Optional<LabelSet> ofSize(int classes) {
        return switch (classes) {
            case ModelCard.IMAGENET_1K_CLASSES -> Optional.of(imageNet1k());
            case ModelCard.IMAGENET_21K_CLASSES -> Optional.of(imageNet21k());
            default -> Optional.empty();
        };
    }

    /**
     * A set of your own.
     *
     * @param title what the set is called in messages
     * @param names class names in output order, at least one
     * @return the set, without wnids
     * @throws MetaFormerException if there is no name or one of them is blank
     */
    public static LabelSet of(String title, List<String> names) {
        if (names.isEmpty()) {
            throw new MetaFormerException("label set '" + title + "' has no classes; give at least one name");
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isBlank()) {
                throw new MetaFormerException(
                        "label set '" + title + "' has a blank name for class " + i + "; give every class a name");
            }
        }
        return new LabelSet(title, names, List.of());
    }

    /**
     * A built-in set, if these are its names or WordNet ids, else a set of your own.
     *
     * @param title what the set is called in messages, if it is none of ImageNet's
     * @param names class names in output order, at least one
     * @return the set, with wnids if it is one of ImageNet's
     * @throws MetaFormerException if there is no name or one of them is blank
     */
    public static LabelSet recognized(String title, List<String> names) {
        return ofSize(names.size())
                .filter(set -> set.wnids.equals(names) || set.names.equals(names))
                .orElseGet(() -> of(title, names));
    }

    /**
     * Reads a text file with one class name per line in output order; blank lines at the end are ignored.
     *
     * @param file UTF-8 text file
     * @return the set, called after the file
     * @throws IOException if the file cannot be read
     * @throws MetaFormerException if it holds no names or a blank line between names, or is not in UTF-8
     */
    public static LabelSet read(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        TextFile.read(file, "list of class names").lines().map(String::strip).forEach(lines::add);
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return of(file.toString(), lines);
    }

    /**
     * What the set is called.
     *
     * @return for example {@code ImageNet-1k}
     */
    public String title() {
        return title;
    }

    /** How many classes there are. */
    public int size() {
        return names.size();
    }

    /**
     * All names in output order.
     *
     * @return unmodifiable list of {@link #size()} names
     */
    public List<String> names() {
        return names;
    }

    /**
     * All WordNet ids in output order.
     *
     * @return unmodifiable list of {@link #size()} wnids, or an empty list if the set has none
     */
    public List<String> wnids() {
        return wnids;
    }

    /**
     * The full name of a class, with its synonyms.
     *
     * @param index output index, 0 to {@code size() - 1}
     * @return for example {@code "tench, Tinca tinca"}
     */
    public String name(int index) {
        return names.get(index);
    }

    /**
     * The usual name of a class: what stands before the first comma.
     *
     * @param index output index, 0 to {@code size() - 1}
     * @return for example {@code "tench"}
     */
    public String shortName(int index) {
        String name = names.get(index);
        int comma = name.indexOf(", ");
        return comma < 0 ? name : name.substring(0, comma);
    }

    /**
     * The WordNet id of a class.
     *
     * @param index output index, 0 to {@code size() - 1}
     * @return for example {@code n01440764}; empty if the set has no wnids
     */
    public Optional<String> wnid(int index) {
        return wnids.isEmpty() ? Optional.empty() : Optional.of(wnids.get(index));
    }

    /**
     * The class with a WordNet id.
     *
     * @param wnid for example {@code n01440764}
     * @return its output index; empty if no class has that id
     */
    public OptionalInt indexOf(String wnid) {
        Integer index = indexOfWnid.get(wnid);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** The same names and WordNet ids in the same order, whatever the title. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LabelSet set && names.equals(set.names) && wnids.equals(set.wnids);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + wnids.hashCode();
    }

    @Override
    public String toString() {
        return title + " (" + size() + " classes)";
    }
}
