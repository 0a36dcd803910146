package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of the folders around a picture is its class.
 *
 * <p>It is the innermost one, as in timm, so classes may lie at any depth. Folders that only hold the pictures of the class
 * around them ({@code cat/images}, {@code dog/images}) do not count. Where folders of one name lie in several places otherwise,
 * it is ambiguous which level the classes are, and a class map must say it.
 */
final class FolderLabels {

    /** Folders inside a class folder that say what the files are, not what they show. */
    private static final Set<String> CONTAINERS = Set.of(
            "images",
            "image",
            "imgs",
            "img",
            "pictures",
            "picture",
            "pics",
            "photos",
            "photo",
            "frames",
            "jpg",
            "jpeg",
            "png",
            "jpegimages",
            "rgb",
            "raw",
            "files",
            "data");

    private final String source;
    private final List<String> notes = new ArrayList<>();

    private FolderLabels(String source) {
        this.source = source;
    }

    /**
     * The class of each picture by its folders, and what the user should know about it.
     *
     * @param labels one name for each distinct list of folders; none for folders without a class
     * @param notes sentences
     */
    record Result(Map<List<String>, String> labels, List<String> notes) {}

    static Result of(Set<List<String>> folders, String source) {
        FolderLabels reader = new FolderLabels(source);
        Map<List<String>, List<String>> classFolders = new HashMap<>();
        folders.forEach(folder -> classFolders.put(folder, folder));
        Set<String> containers = new TreeSet<>();
        for (Set<String> more = reader.containers(classFolders); !more.isEmpty(); ) {
            containers.addAll(more);
            Set<String> stripped = more;
            classFolders.replaceAll((folder, path) -> withoutLast(path, stripped));
            more = reader.containers(classFolders);
        }
        if (!containers.isEmpty()) {
            reader.notes.add("the folders " + PrintableNames.quoted(containers)
                    + " lie inside class folders and do not count as classes");
        }
        Map<List<String>, String> labels = new HashMap<>();
        classFolders.forEach((folder, path) -> {
            if (!path.isEmpty()) {
                labels.put(folder, path.get(path.size() - 1));
            }
        });
        reader.noteDepth(Set.copyOf(classFolders.values()));
        reader.noteNesting(Set.copyOf(classFolders.values()));
        return new Result(labels, reader.notes);
    }

    private static List<String> withoutLast(List<String> path, Set<String> names) {
        boolean container = !path.isEmpty() && names.contains(path.get(path.size() - 1));
        return container ? path.subList(0, path.size() - 1) : path;
    }

    /** The innermost folders that occur in several places, if they are no classes; refuses those that may be. */
    private Set<String> containers(Map<List<String>, List<String>> classFolders) {
        Map<String, Set<List<String>>> places = new HashMap<>();
        for (List<String> path : classFolders.values()) {
            if (!path.isEmpty()) {
                places.computeIfAbsent(path.get(path.size() - 1), leaf -> new HashSet<>())
                        .add(path.subList(0, path.size() - 1));
            }
        }
        Set<String> repeated = new TreeSet<>(NaturalOrder.INSTANCE);
        places.forEach((leaf, parents) -> {
            if (parents.size() > 1) {
                repeated.add(leaf);
            }
        });
        boolean all = places.size() == 1;
        for (String leaf : repeated) {
            if (!all && !CONTAINERS.contains(leaf.toLowerCase(Locale.ROOT))) {
                throw ambiguous(leaf, places.get(leaf));
            }
        }
        return repeated;
    }

    private MetaFormerException ambiguous(String leaf, Set<List<String>> parents) {
        List<String> examples = parents.stream()
                .map(parent -> String.join("/", parent) + (parent.isEmpty() ? "" : "/") + leaf)
                .sorted(NaturalOrder.INSTANCE)
                .limit(3)
                .toList();
        return new MetaFormerException("data set '" + source + "' has folders of one name in several places ("
                + PrintableNames.quoted(examples)
                + "), so it is not clear which folders are the classes; list the class names,"
                + " one on a line, in a .txt file and give a class map of it, or keep one folder per class");
    }

    private void noteDepth(Set<List<String>> classFolders) {
        List<String> deep = classFolders.stream()
                .filter(path -> path.size() > 1)
                .map(path -> String.join("/", path))
                .sorted(NaturalOrder.INSTANCE)
                .toList();
        long parents = classFolders.stream()
                .filter(path -> !path.isEmpty())
                .map(path -> path.subList(0, path.size() - 1))
                .distinct()
                .count();
        if (parents > 1) {
            notes.add("the innermost folders were taken for the classes, for instance "
                    + PrintableNames.quoted(deep.subList(0, 1)));
        }
    }

    private void noteNesting(Set<List<String>> classFolders) {
        Optional<List<String>> nested = classFolders.stream()
                .filter(path -> path.size() > 1)
                .filter(path -> {
                    for (int end = 1; end < path.size(); end++) {
                        if (classFolders.contains(path.subList(0, end))) {
                            return true;
                        }
                    }
                    return false;
                })
                .min((a, b) -> NaturalOrder.INSTANCE.compare(String.join("/", a), String.join("/", b)));
        nested.ifPresent(path -> notes.add("the class folder " + PrintableNames.quoted(String.join("/", path))
                + " lies inside another class folder; each is a class of its own"));
    }
}
