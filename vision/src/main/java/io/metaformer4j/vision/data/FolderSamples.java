package io.metaformer4j.vision.data;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns the pictures of a tree of folders, on disk or in archives, into samples: those of the wanted split, labelled by
 * their folders, sorted naturally by name. Pictures in no class folder are left out.
 *
 * @param <S> where a picture is
 */
final class FolderSamples<S> {

    private final Collection<Picture<S>> pictures;
    private final DatasetOptions options;
    private final String source;
    private final SplitTree splits;
    private final List<String> notes = new ArrayList<>();

    /**
     * A picture in folders.
     *
     * @param name its path inside the data set, unique
     * @param folders the folders around it that may be splits or classes, the outermost first
     * @param place where it is
     */
    record Picture<S>(String name, List<String> folders, S place) {}

    /** A picture of the wanted split and the folders that may be its class, the outermost first. */
    private record Chosen<S>(Picture<S> picture, List<String> above, List<String> below, List<String> split) {

        List<String> classFolders() {
            return below.isEmpty() ? above : below;
        }
    }

    private FolderSamples(Collection<Picture<S>> pictures, DatasetOptions options, String source) {
        this.pictures = pictures;
        this.options = options;
        this.source = source;
        this.splits = SplitTree.of(pictures.stream()
                .map(Picture::folders)
                .filter(folders -> !folders.isEmpty())
                .distinct()
                .toList());
    }

    /**
     * Labels pictures.
     *
     * @param pictures all pictures that were found
     * @param options the wanted split, if it is not chosen already, and the classes
     * @param source what messages call the data set
     */
    static <S> SampleTable<S> table(Collection<Picture<S>> pictures, DatasetOptions options, String source) {
        return new FolderSamples<>(pictures, options, source).table();
    }

    private SampleTable<S> table() {
        List<Chosen<S>> chosen = splits.isDivided() ? ofSplit() : undivided();
        List<SampleTable.Found<S>> found = options.classMap().isPresent() ? named(chosen) : natural(chosen);
        if (found.isEmpty()) {
            throw nothingFound();
        }
        found.sort((a, b) -> NaturalOrder.INSTANCE.compare(a.name(), b.name()));
        try {
            return SampleTable.byName(found, options, source).withNotes(notes);
        } catch (UnknownClassesException e) {
            if (options.unknownClasses() == UnknownClasses.FOLDERS_LEFT_OUT) {
                throw nothingFound();
            }
            throw e;
        }
    }

    private List<Chosen<S>> undivided() {
        options.split().map(Split::of).filter(split -> split.parts().isEmpty()).ifPresent(split -> {
            throw undivided(source, split);
        });
        boolean named = options.classMap()
                .filter(map -> pictures.stream()
                        .flatMap(picture -> picture.folders().stream())
                        .anyMatch(folder -> map.indexOf(folder).isPresent()))
                .isPresent();
        if (splits.isFlat() && !named) {
            Set<String> folders = new TreeSet<>();
            pictures.forEach(picture -> folders.addAll(picture.folders()));
            throw new MetaFormerException(
                    "data set '" + source + "' has the parts " + Names.quoted(folders)
                            + ", but their pictures lie in no class folders; put each class into a folder of its own inside"
                            + " them, list path and label in a .csv file, or, if these are the classes, give a class map that names them");
        }
        return pictures.stream()
                .map(picture -> new Chosen<>(picture, List.of(), picture.folders(), List.of()))
                .toList();
    }

    /** The pictures of the wanted split, or of all together. */
    private List<Chosen<S>> ofSplit() {
        Optional<Split> wanted = options.split().map(Split::of);
        List<String> names = splits.names();
        Set<String> accepted =
                new HashSet<>(wanted.map(split -> split.choose(names)).orElse(names));
        if (accepted.isEmpty()) {
            throw missing(source, wanted.orElseThrow(), names);
        }
        if (wanted.isPresent()
                && accepted.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .distinct()
                                .count()
                        > 1) {
            throw severalNames(source, wanted.get(), new TreeSet<>(accepted));
        }
        List<Chosen<S>> chosen = new ArrayList<>();
        Set<String> outside = new LinkedHashSet<>();
        for (Picture<S> picture : pictures) {
            Optional<SplitTree.Place> place = splits.place(picture.folders());
            if (place.isEmpty()) {
                outside.add(picture.name());
            } else if (accepted.contains(place.get().name())) {
                SplitTree.Place at = place.get();
                chosen.add(new Chosen<>(picture, at.above(), at.below(), at.split()));
            }
        }
        if (!outside.isEmpty()) {
            notes.add(outside.size() + " pictures beside the parts " + Names.quoted(names)
                    + " are left out, for instance "
                    + Names.quoted(outside.iterator().next()));
        }
        return chosen;
    }

    /** The error for a split that is not there. */
    static MetaFormerException missing(String source, Split wanted, Collection<String> there) {
        return new MetaFormerException(
                "data set '" + source + "' has " + (there.size() == 1 ? "the split " : "the splits ")
                        + Names.quoted(there) + ", but not the wanted '" + wanted.requested() + "'");
    }

    /** The error for a part of a name of the user's own in data that are not divided. */
    static MetaFormerException undivided(String source, Split wanted) {
        return new MetaFormerException(
                "data set '" + source + "' has no part '" + wanted.requested() + "'; it is not divided into parts");
    }

    /** The error for a split that goes by several names. */
    static MetaFormerException severalNames(String source, Split wanted, Collection<String> names) {
        return new MetaFormerException("data set '" + source + "' has several parts that may be the split '"
                + wanted.requested() + "': " + Names.quoted(names) + "; ask for one of them by its name");
    }

    /** All folders, from the innermost to the outermost, for the class map to choose from. */
    private List<SampleTable.Found<S>> named(List<Chosen<S>> chosen) {
        int prefix = prefix(chosen);
        List<SampleTable.Found<S>> found = new ArrayList<>();
        int outside = 0;
        for (Chosen<S> one : chosen) {
            List<String> labels = new ArrayList<>();
            for (int i = one.below().size() - 1; i >= 0; i--) {
                labels.add(one.below().get(i));
            }
            for (int i = one.above().size() - 1; i >= 0; i--) {
                labels.add(one.above().get(i));
            }
            if (labels.isEmpty()) {
                outside++;
            } else {
                found.add(new SampleTable.Found<>(
                        one.picture().name().substring(prefix),
                        labels,
                        one.picture().place()));
            }
        }
        noteOutside(outside, found);
        return found;
    }

    private void noteOutside(int outside, List<?> found) {
        if (outside > 0 && !found.isEmpty()) {
            notes.add(outside + (outside == 1 ? " picture" : " pictures") + " outside of class folders left out");
        }
    }

    private List<SampleTable.Found<S>> natural(List<Chosen<S>> chosen) {
        Set<List<String>> folders = new HashSet<>();
        Set<List<String>> above = new HashSet<>();
        for (Chosen<S> one : chosen) {
            folders.add(one.classFolders());
            if (!one.below().isEmpty()) {
                above.add(one.above());
            }
        }
        if (above.size() > 1) {
            List<String> places =
                    above.stream().map(path -> String.join("/", path)).sorted().toList();
            throw new MetaFormerException("data set '" + source + "' has parts with class folders in several places ("
                    + Names.quoted(places)
                    + "), so it is not clear which folders are the classes; list the class names,"
                    + " one on a line, in a .txt file and give a class map of it, or name one of the places");
        }
        FolderLabels.Result classes = FolderLabels.of(folders, source);
        notes.addAll(classes.notes());
        List<SampleTable.Found<S>> found = new ArrayList<>();
        Set<String> likeSplits = new TreeSet<>();
        int prefix = prefix(chosen);
        Map<String, List<String>> lists = new HashMap<>(); // one for all pictures of a class: there may be millions
        int outside = 0;
        for (Chosen<S> one : chosen) {
            String label = classes.labels().get(one.classFolders());
            if (label == null) {
                outside++;
                continue;
            }
            if (Split.partOf(label).isPresent()) {
                likeSplits.add(label);
            }
            found.add(new SampleTable.Found<>(
                    one.picture().name().substring(prefix),
                    lists.computeIfAbsent(label, List::of),
                    one.picture().place()));
        }
        noteOutside(outside, found);
        if (!likeSplits.isEmpty()) {
            notes.add("the folders " + Names.quoted(likeSplits)
                    + " are called like parts of a data set, but were taken for"
                    + " classes, because they lie beside other class folders");
        }
        return found;
    }

    /** How many characters to leave out of every name: the path of the split, if there is one folder for it. */
    private static int prefix(List<? extends Chosen<?>> chosen) {
        List<List<String>> folders =
                chosen.stream().<List<String>>map(Chosen::split).distinct().toList();
        String prefix = folders.size() == 1 && !folders.get(0).isEmpty() ? String.join("/", folders.get(0)) + "/" : "";
        return chosen.stream().allMatch(one -> one.picture().name().startsWith(prefix)) ? prefix.length() : 0;
    }

    private MetaFormerException nothingFound() {
        if (pictures.isEmpty()) {
            return new MetaFormerException(
                    "data set '" + source + "' holds no pictures; it needs class folders with files of the kinds "
                            + ImageNames.pictureExtensions());
        }
        String where = "data set '" + source + "' holds " + pictures.size() + " pictures, but none is in a ";
        Optional<String> inFolder = pictures.stream()
                .filter(picture -> !picture.folders().isEmpty())
                .map(Picture::name)
                .min(NaturalOrder.INSTANCE);
        if (options.classMap().isPresent() && inFolder.isPresent()) {
            return new MetaFormerException(where + "folder that the class map names (for instance "
                    + Names.quoted(inFolder.get()) + "); does the map belong to this data set?");
        }
        String example =
                pictures.stream().map(Picture::name).min(NaturalOrder.INSTANCE).orElseThrow();
        return new MetaFormerException(where + "class folder (for instance " + Names.quoted(example)
                + "); put each class into a folder of its own or list path and label in a .csv file");
    }
}
