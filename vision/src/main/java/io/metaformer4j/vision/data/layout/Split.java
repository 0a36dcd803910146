package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of a data set and the names it goes by. A validation split may also be called test (CIFAR) or t10k (MNIST).
 *
 * @param requested the name asked for
 * @param parts what it may be, the best first; empty for a name of the user's own
 */
public record Split(String requested, List<Part> parts) {

    /** What a name says about a part of the data. */
    public enum Part {
        TRAIN,
        VALIDATION,
        TEST;

        /** The usual words, the best first. */
        List<String> words() {
            return switch (this) {
                case TRAIN -> List.of("train", "training", "trainval");
                case VALIDATION -> List.of("val", "valid", "validation", "eval", "evaluation");
                case TEST -> List.of("test", "testing", "t10k");
            };
        }
    }

    /** What is written behind a word without a gap: trainset, testdata. */
    private static final Pattern SUFFIX =
            Pattern.compile("(sets?|data|dataset|split|part|images?|imgs?|pics|pictures|folder|dir)$");

    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z])(?=[A-Z])");
    private static final Pattern GAP = Pattern.compile("[^a-z0-9]+");
    private static final Pattern DIGITS = Pattern.compile("^\\d+|\\d+$");

    /** The part that a name asks for. */
    public static Split of(String requested) {
        List<Part> parts = partOf(requested)
                .map(part -> part == Part.VALIDATION ? List.of(Part.VALIDATION, Part.TEST) : List.of(part))
                .orElse(List.of());
        return new Split(requested, parts);
    }

    /** The part that a name means by one of its words: {@code Train}, {@code seg_test}, {@code valset}. */
    public static Optional<Part> partOf(String name) {
        EnumSet<Part> found = EnumSet.noneOf(Part.class);
        for (String word : words(name)) {
            for (Part part : Part.values()) {
                String bare = SUFFIX.matcher(word).replaceFirst("");
                if (part.words().contains(word) || part.words().contains(bare)) {
                    found.add(part);
                }
            }
        }
        // a name with several such words, like train_val_test, is a folder around the parts
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    /** Whether a name is nothing but the usual word for a part, in any case. */
    public static boolean isPlain(String name) {
        return Arrays.stream(Part.values()).anyMatch(part -> part.words().contains(name.toLowerCase(Locale.ROOT)));
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        String apart = WORD_START.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
        for (String word : GAP.split(apart, -1)) {
            words.add(word);
            words.add(DIGITS.matcher(word).replaceAll("")); // val2017
        }
        return words;
    }

    /**
     * Chooses among the names of folders or files without extension: the very name that was asked for, else the usual
     * words for the part, else all names that have such a word in them.
     *
     * @return the chosen names; several if the name does not tell them apart
     */
    public List<String> choose(Collection<String> names) {
        for (String name : names) {
            if (name.equals(requested)) {
                return List.of(name);
            }
        }
        List<String> otherCase =
                names.stream().filter(name -> name.equalsIgnoreCase(requested)).toList();
        if (!otherCase.isEmpty()) {
            return otherCase;
        }
        for (Part part : parts) {
            for (String word : part.words()) {
                List<String> plain =
                        names.stream().filter(word::equalsIgnoreCase).toList();
                if (!plain.isEmpty()) {
                    return plain;
                }
            }
            List<String> containing = names.stream()
                    .filter(name -> partOf(name).equals(Optional.of(part)))
                    .toList();
            if (!containing.isEmpty()) {
                return containing;
            }
        }
        return List.of();
    }

    /** Chooses as {@link #choose} does, but takes all names that have a word for the part in them: shards of one split. */
    public List<String> chooseAll(Collection<String> names) {
        List<String> chosen = choose(names);
        if (chosen.isEmpty() || (chosen.contains(requested) && partOf(requested).isEmpty())) {
            return chosen;
        }
        Optional<Part> part = partOf(chosen.get(0));
        return names.stream().filter(name -> partOf(name).equals(part)).toList();
    }

    /**
     * Which of the folders in one folder divide the data. A folder is one if it is called like a part and holds folders
     * of its own; beside folders that are called otherwise, a word inside a longer name (bullet_train) is not enough,
     * unless there are at least two different parts.
     *
     * @param holders names of the folders that hold further folders (or archives)
     * @param others names of the folders that hold pictures only
     */
    public static List<String> splitFolders(Collection<String> holders, Collection<String> others) {
        List<String> called =
                holders.stream().filter(name -> partOf(name).isPresent()).toList();
        boolean beside = called.size() < holders.size()
                || others.stream().anyMatch(name -> partOf(name).isEmpty());
        long parts = called.stream().map(Split::partOf).distinct().count();
        return beside && parts < 2 ? called.stream().filter(Split::isPlain).toList() : called;
    }

    /**
     * The error for data that have other splits, but not this one.
     *
     * @param source what messages call the data set
     * @param there the names of those it has
     */
    public MetaFormerException missing(String source, Collection<String> there) {
        return new MetaFormerException(
                "data set '" + source + "' has " + (there.size() == 1 ? "the split " : "the splits ")
                        + PrintableNames.quoted(there) + ", but not the wanted '" + requested + "'");
    }

    /**
     * The error for a part of a name of the user's own in data without splits.
     *
     * @param source what messages call the data set
     */
    public MetaFormerException notSplit(String source) {
        return new MetaFormerException(
                "data set '" + source + "' has no part '" + requested + "'; it is not divided into parts");
    }

    /**
     * The error for data in which this split goes by several names.
     *
     * @param source what messages call the data set
     * @param names the names that may mean it
     */
    public MetaFormerException severalNames(String source, Collection<String> names) {
        return new MetaFormerException("data set '" + source + "' has several parts that may be the split '" + requested
                + "': " + PrintableNames.quoted(names) + "; ask for one of them by its name");
    }
}
