package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.column.IntColumn;
import io.metaformer4j.vision.data.column.Rows;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.labels.UnknownClassesException;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Turns the pictures of a tree of folders, on disk or in archives, into samples: those of the wanted split, labelled by
 * their folders, sorted naturally by name. Pictures in no class folder are left out.
 */
public final class FolderSamples {

    private final PictureTree pictures;
    private final DatasetOptions options;
    private final String source;
    private final SplitTree splits;
    private final List<String> notes = new ArrayList<>();

    private FolderSamples(PictureTree pictures, DatasetOptions options, String source) {
        this.pictures = pictures;
        this.options = options;
        this.source = source;
        this.splits = SplitTree.of(
                folders().stream().filter(folders -> !folders.isEmpty()).toList());
    }

    /**
     * Labels pictures.
     *
     * @param pictures all pictures that were found
     * @param options the wanted split, if it is not chosen already, and the classes
     * @param source what messages call the data set
     */
    public static SampleTable table(PictureTree pictures, DatasetOptions options, String source) {
        return new FolderSamples(pictures, options, source).table();
    }

    private SampleTable table() {
        Map<List<String>, SplitTree.Place> chosen = splits.hasSplits() ? ofSplit() : withoutSplits();
        Candidates found = options.classMap().isPresent() ? named(chosen) : natural(chosen);
        if (found.size() == 0) {
            throw nothingFound();
        }
        try {
            return SampleTable.byName(found, options, source).withNotes(notes);
        } catch (UnknownClassesException e) {
            if (options.unknownClasses() == UnknownClasses.FOLDERS_LEFT_OUT) {
                throw nothingFound();
            }
            throw e;
        }
    }

    /** The distinct folders of the pictures. */
    private Set<List<String>> folders() {
        return new LinkedHashSet<>(pictures.paths());
    }

    /** The folders around a picture. */
    private List<String> path(int picture) {
        return pictures.paths().get(pictures.names().folder(picture));
    }

    private Map<List<String>, SplitTree.Place> withoutSplits() {
        options.split().map(Split::of).filter(split -> split.parts().isEmpty()).ifPresent(split -> {
            throw split.notSplit(source);
        });
        Set<List<String>> paths = folders();
        boolean named = options.classMap()
                .filter(map -> paths.stream().flatMap(List::stream).anyMatch(folder -> map.indexOf(folder)
                        .isPresent()))
                .isPresent();
        if (splits.isFlat() && !named) {
            Set<String> folders = new TreeSet<>();
            paths.forEach(folders::addAll);
            throw new MetaFormerException(
                    "data set '" + source + "' has the parts " + PrintableNames.quoted(folders)
                            + ", but their pictures lie in no class folders; put each class into a folder of its own inside"
                            + " them, list path and label in a .csv file, or, if these are the classes, give a class map that names them");
        }
        Map<List<String>, SplitTree.Place> chosen = new HashMap<>();
        paths.forEach(path -> chosen.put(path, new SplitTree.Place(List.of(), List.of(), path)));
        return chosen;
    }

    /** Where the folders of the wanted split, or of all together, stand. */
    private Map<List<String>, SplitTree.Place> ofSplit() {
        Optional<Split> wanted = options.split().map(Split::of);
        List<String> names = splits.names();
        Set<String> accepted =
                new HashSet<>(wanted.map(split -> split.choose(names)).orElse(names));
        if (accepted.isEmpty()) {
            throw wanted.orElseThrow().missing(source, names);
        }
        if (wanted.isPresent()
                && accepted.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .distinct()
                                .count()
                        > 1) {
            throw wanted.get().severalNames(source, new TreeSet<>(accepted));
        }
        Map<List<String>, SplitTree.Place> chosen = new HashMap<>();
        Set<List<String>> outside = new HashSet<>();
        for (List<String> folders : folders()) {
            Optional<SplitTree.Place> place = splits.place(folders);
            if (place.isEmpty()) {
                outside.add(folders);
            } else if (accepted.contains(place.get().name())) {
                chosen.put(folders, place.get());
            }
        }
        noteBeside(outside, names);
        return chosen;
    }

    private void noteBeside(Set<List<String>> outside, List<String> parts) {
        int[] beside = IntStream.range(0, pictures.names().size())
                .filter(picture -> outside.contains(path(picture)))
                .toArray();
        if (beside.length > 0) {
            notes.add(beside.length + " pictures beside the parts " + PrintableNames.quoted(parts)
                    + " are left out, for instance " + PrintableNames.quoted(pictures.name(beside[0])));
        }
    }

    /** All folders, from the innermost to the outermost, for the class map to choose from. */
    private Candidates named(Map<List<String>, SplitTree.Place> chosen) {
        Map<List<String>, List<String>> labels = new HashMap<>();
        chosen.forEach((folders, place) -> {
            List<String> outwards = new ArrayList<>(place.above());
            outwards.addAll(place.below());
            Collections.reverse(outwards);
            labels.put(folders, List.copyOf(outwards));
        });
        return found(chosen, labels);
    }

    /**
     * The chosen pictures in natural order, with what their classes may be called.
     *
     * @param labels for each list of folders; empty or missing for those outside of class folders
     */
    private Candidates found(Map<List<String>, SplitTree.Place> chosen, Map<List<String>, List<String>> labels) {
        List<List<String>> byFolder = new ArrayList<>();
        for (List<String> path : pictures.paths()) {
            byFolder.add(chosen.containsKey(path) ? labels.getOrDefault(path, List.of()) : List.of());
        }
        IntColumn groups = pictures.names().folderColumn();
        int[] rows = IntStream.range(0, groups.size())
                .filter(picture -> !byFolder.get(groups.get(picture)).isEmpty())
                .toArray();
        long all = IntStream.range(0, groups.size())
                .filter(picture -> chosen.containsKey(path(picture)))
                .count();
        noteOutside(all - rows.length, rows.length);
        List<String> folders = shortened(chosen);
        int[] sorted = new NameSort(pictures.names(), folders).sorted(rows);
        return new Candidates(pictures.names(), folders, Rows.of(sorted), groups, byFolder);
    }

    private void noteOutside(long outside, int found) {
        if (outside > 0 && found > 0) {
            notes.add(outside + (outside == 1 ? " picture" : " pictures") + " outside of class folders left out");
        }
    }

    private Candidates natural(Map<List<String>, SplitTree.Place> chosen) {
        Set<List<String>> above = new HashSet<>();
        chosen.values().stream()
                .filter(place -> !place.below().isEmpty())
                .map(SplitTree.Place::above)
                .forEach(above::add);
        if (above.size() > 1) {
            List<String> places =
                    above.stream().map(path -> String.join("/", path)).sorted().toList();
            throw new MetaFormerException("data set '" + source + "' has parts with class folders in several places ("
                    + PrintableNames.quoted(places)
                    + "), so it is not clear which folders are the classes; list the class names,"
                    + " one on a line, in a .txt file and give a class map of it, or name one of the places");
        }
        Set<List<String>> classFolders = new HashSet<>();
        chosen.values().forEach(place -> classFolders.add(place.classFolders()));
        FolderLabels.Result classes = FolderLabels.of(classFolders, source);
        notes.addAll(classes.notes());
        Map<List<String>, List<String>> labels = new HashMap<>();
        Map<String, List<String>> lists = new HashMap<>(); // one for all pictures of a class: there may be millions
        chosen.forEach((folders, place) -> {
            String label = classes.labels().get(place.classFolders());
            if (label != null) {
                labels.put(folders, lists.computeIfAbsent(label, List::of));
            }
        });
        Candidates found = found(chosen, labels);
        Set<String> likeSplits = new TreeSet<>(lists.keySet());
        likeSplits.removeIf(label -> Split.partOf(label).isEmpty());
        if (!likeSplits.isEmpty()) {
            notes.add("the folders " + PrintableNames.quoted(likeSplits)
                    + " are called like parts of a data set, but were taken for"
                    + " classes, because they lie beside other class folders");
        }
        return found;
    }

    /** What names begin with in each folder: without the path of the split, if there is one folder for it. */
    private List<String> shortened(Map<List<String>, SplitTree.Place> chosen) {
        Set<List<String>> parts = new HashSet<>();
        chosen.values().forEach(place -> parts.add(place.split()));
        List<String> part = parts.size() == 1 ? parts.iterator().next() : List.of();
        String prefix = part.isEmpty() ? "" : String.join("/", part) + "/";
        List<String> shortened = new ArrayList<>();
        for (int i = 0; i < pictures.folders().size(); i++) {
            String folder = pictures.folders().get(i);
            if (!chosen.containsKey(pictures.paths().get(i))) {
                shortened.add(folder);
            } else if (folder.startsWith(prefix)) {
                shortened.add(folder.substring(prefix.length()));
            } else {
                return pictures.folders();
            }
        }
        return shortened;
    }

    private MetaFormerException nothingFound() {
        int size = pictures.names().size();
        if (size == 0) {
            return new MetaFormerException(
                    "data set '" + source + "' holds no pictures; it needs class folders with files of the kinds "
                            + ImageFileNames.pictureExtensions());
        }
        String where = "data set '" + source + "' holds " + size + " pictures, but none is in a ";
        Optional<String> inFolder = first(picture -> !path(picture).isEmpty());
        if (options.classMap().isPresent() && inFolder.isPresent()) {
            return new MetaFormerException(where + "folder that the class map names (for instance "
                    + PrintableNames.quoted(inFolder.get()) + "); does the map belong to this data set?");
        }
        return new MetaFormerException(where + "class folder (for instance "
                + PrintableNames.quoted(first(picture -> true).orElseThrow())
                + "); put each class into a folder of its own or list path and label in a .csv file");
    }

    /** The first of some pictures by name. */
    private Optional<String> first(IntPredicate wanted) {
        return IntStream.range(0, pictures.names().size())
                .filter(wanted)
                .mapToObj(pictures::name)
                .min(NaturalOrder.INSTANCE);
    }
}
