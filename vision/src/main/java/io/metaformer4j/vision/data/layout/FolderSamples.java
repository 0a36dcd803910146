package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.labels.UnknownClassesException;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.Names;
import io.metaformer4j.vision.names.PictureName;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.Collection;
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
import java.util.function.UnaryOperator;

/**
 * Turns the pictures of a tree of folders, on disk or in archives, into samples: those of the wanted split, labelled by
 * their folders, sorted naturally by name. Pictures in no class folder are left out.
 *
 * @param <S> where a picture is
 */
public final class FolderSamples<S> {

    private final Collection<PlacedPicture<S>> pictures;
    private final DatasetOptions options;
    private final String source;
    private final SplitTree splits;
    private final List<String> notes = new ArrayList<>();

    /**
     * A picture in folders.
     *
     * @param name its path inside the data set, unique
     * @param folders the folders around it that may be splits or classes, the outermost first; one list for all pictures of
     *     a folder
     * @param place where it is
     */
    public record PlacedPicture<S>(PictureName name, List<String> folders, S place) {}

    private FolderSamples(Collection<PlacedPicture<S>> pictures, DatasetOptions options, String source) {
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
    public static <S> SampleTable<S> table(
            Collection<PlacedPicture<S>> pictures, DatasetOptions options, String source) {
        return new FolderSamples<>(pictures, options, source).table();
    }

    private SampleTable<S> table() {
        Map<List<String>, SplitTree.Place> chosen = splits.isDivided() ? ofSplit() : undivided();
        List<SampleTable.Found<S>> found = options.classMap().isPresent() ? named(chosen) : natural(chosen);
        if (found.isEmpty()) {
            throw nothingFound();
        }
        found.sort((a, b) -> PictureName.NATURAL.compare(a.name(), b.name()));
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
        Set<List<String>> folders = new LinkedHashSet<>();
        pictures.forEach(picture -> folders.add(picture.folders()));
        return folders;
    }

    private Map<List<String>, SplitTree.Place> undivided() {
        options.split().map(Split::of).filter(split -> split.parts().isEmpty()).ifPresent(split -> {
            throw split.undivided(source);
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
                    "data set '" + source + "' has the parts " + Names.quoted(folders)
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
        long count = pictures.stream()
                .filter(picture -> outside.contains(picture.folders()))
                .count();
        if (count > 0) {
            String example = pictures.stream()
                    .filter(picture -> outside.contains(picture.folders()))
                    .findFirst()
                    .orElseThrow()
                    .name()
                    .toString();
            notes.add(count + " pictures beside the parts " + Names.quoted(parts) + " are left out, for instance "
                    + Names.quoted(example));
        }
    }

    /** All folders, from the innermost to the outermost, for the class map to choose from. */
    private List<SampleTable.Found<S>> named(Map<List<String>, SplitTree.Place> chosen) {
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
     * The chosen pictures with what their classes may be called.
     *
     * @param labels for each list of folders; empty or missing for those outside of class folders
     */
    private List<SampleTable.Found<S>> found(
            Map<List<String>, SplitTree.Place> chosen, Map<List<String>, List<String>> labels) {
        List<SampleTable.Found<S>> found = new ArrayList<>();
        UnaryOperator<String> shortened = shortened(chosen);
        Map<String, String> folders = new HashMap<>();
        int outside = 0;
        for (PlacedPicture<S> picture : pictures) {
            if (!chosen.containsKey(picture.folders())) {
                continue;
            }
            List<String> names = labels.getOrDefault(picture.folders(), List.of());
            if (names.isEmpty()) {
                outside++;
                continue;
            }
            PictureName name = picture.name();
            String folder = folders.computeIfAbsent(name.folder(), shortened);
            found.add(new SampleTable.Found<>(new PictureName(folder, name.leaf()), names, picture.place()));
        }
        noteOutside(outside, found);
        return found;
    }

    private void noteOutside(int outside, List<?> found) {
        if (outside > 0 && !found.isEmpty()) {
            notes.add(outside + (outside == 1 ? " picture" : " pictures") + " outside of class folders left out");
        }
    }

    private List<SampleTable.Found<S>> natural(Map<List<String>, SplitTree.Place> chosen) {
        Set<List<String>> above = new HashSet<>();
        chosen.values().stream()
                .filter(place -> !place.below().isEmpty())
                .map(SplitTree.Place::above)
                .forEach(above::add);
        if (above.size() > 1) {
            List<String> places =
                    above.stream().map(path -> String.join("/", path)).sorted().toList();
            throw new MetaFormerException("data set '" + source + "' has parts with class folders in several places ("
                    + Names.quoted(places)
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
        List<SampleTable.Found<S>> found = found(chosen, labels);
        Set<String> likeSplits = new TreeSet<>(lists.keySet());
        likeSplits.removeIf(label -> Split.partOf(label).isEmpty());
        if (!likeSplits.isEmpty()) {
            notes.add("the folders " + Names.quoted(likeSplits)
                    + " are called like parts of a data set, but were taken for"
                    + " classes, because they lie beside other class folders");
        }
        return found;
    }

    /** Leaves the path of the split out of every name, if there is one folder for it. */
    private UnaryOperator<String> shortened(Map<List<String>, SplitTree.Place> chosen) {
        Set<List<String>> parts = new HashSet<>();
        chosen.values().forEach(place -> parts.add(place.split()));
        List<String> part = parts.size() == 1 ? parts.iterator().next() : List.of();
        String prefix = part.isEmpty() ? "" : String.join("/", part) + "/";
        boolean common = pictures.stream()
                .filter(picture -> chosen.containsKey(picture.folders()))
                .allMatch(picture -> picture.name().folder().startsWith(prefix));
        return folder -> common ? folder.substring(prefix.length()) : folder;
    }

    private MetaFormerException nothingFound() {
        if (pictures.isEmpty()) {
            return new MetaFormerException(
                    "data set '" + source + "' holds no pictures; it needs class folders with files of the kinds "
                            + ImageFileNames.pictureExtensions());
        }
        String where = "data set '" + source + "' holds " + pictures.size() + " pictures, but none is in a ";
        Optional<PictureName> inFolder = pictures.stream()
                .filter(picture -> !picture.folders().isEmpty())
                .map(PlacedPicture::name)
                .min(PictureName.NATURAL);
        if (options.classMap().isPresent() && inFolder.isPresent()) {
            return new MetaFormerException(where + "folder that the class map names (for instance "
                    + Names.quoted(inFolder.get().toString()) + "); does the map belong to this data set?");
        }
        String example = pictures.stream()
                .map(PlacedPicture::name)
                .min(PictureName.NATURAL)
                .orElseThrow()
                .toString();
        return new MetaFormerException(where + "class folder (for instance " + Names.quoted(example)
                + "); put each class into a folder of its own or list path and label in a .csv file");
    }
}
