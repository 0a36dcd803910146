package io.metaformer4j.vision.data.layout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where in the paths of pictures the splits are: above the classes ({@code images/train/cat}), or below them
 * ({@code cat/train}). Paths are lists of folders, the outermost first.
 */
final class SplitTree {

    private final Set<List<String>> splits;
    private final boolean flat;

    private SplitTree(Set<List<String>> splits, boolean flat) {
        this.splits = splits;
        this.flat = flat;
    }

    /**
     * Where a picture stands.
     *
     * @param split path of the split's folder; empty where there are no splits
     * @param above the folders around the split
     * @param below the folders inside it
     */
    record Place(List<String> split, List<String> above, List<String> below) {

        String name() {
            return split.get(split.size() - 1);
        }

        /** The folders that may be classes. */
        List<String> classFolders() {
            return below.isEmpty() ? above : below;
        }
    }

    private static final class Node {
        private final Map<String, Node> children = new TreeMap<>();
        private final List<String> path;

        Node(List<String> path) {
            this.path = path;
        }

        List<String> path(String child) {
            List<String> longer = new ArrayList<>(path);
            longer.add(child);
            return List.copyOf(longer);
        }

        boolean isLeaf() {
            return children.isEmpty();
        }
    }

    /** Finds the splits nearest to the root. */
    static SplitTree of(Collection<List<String>> folders) {
        Node root = new Node(List.of());
        for (List<String> folder : folders) {
            Node node = root;
            for (String name : folder) {
                Node parent = node;
                node = parent.children.computeIfAbsent(name, child -> new Node(parent.path(child)));
            }
        }
        if (holdsOnlySplits(root)) {
            return new SplitTree(Set.of(), true);
        }
        for (List<Node> level = List.of(root); !level.isEmpty(); level = below(level)) {
            Set<List<String>> found = new LinkedHashSet<>();
            level.forEach(node -> found.addAll(splitsAboveClasses(node)));
            if (!found.isEmpty()) {
                return new SplitTree(found, false);
            }
            // below the classes only where this is so for all classes: one of them may be called train
            if (level.get(0) != root && level.stream().allMatch(SplitTree::holdsOnlySplits)) {
                level.forEach(node -> node.children.keySet().forEach(child -> found.add(node.path(child))));
                return new SplitTree(found, false);
            }
        }
        return new SplitTree(Set.of(), false);
    }

    private static List<Node> below(List<Node> level) {
        return level.stream().flatMap(node -> node.children.values().stream()).toList();
    }

    /** A folder whose folders are all called like splits and hold nothing but pictures. */
    private static boolean holdsOnlySplits(Node node) {
        return !node.isLeaf()
                && node.children.keySet().stream()
                        .allMatch(child -> Split.partOf(child).isPresent())
                && node.children.values().stream().allMatch(Node::isLeaf);
    }

    private static List<List<String>> splitsAboveClasses(Node node) {
        List<String> holders = new ArrayList<>();
        List<String> others = new ArrayList<>();
        node.children.forEach((name, child) -> (child.isLeaf() ? others : holders).add(name));
        return Split.splitFolders(holders, others).stream().map(node::path).toList();
    }

    /** Whether the folders at the root are called like splits and hold pictures without class folders. */
    boolean isFlat() {
        return flat;
    }

    boolean hasSplits() {
        return !splits.isEmpty();
    }

    /** The names of the splits, each once. */
    List<String> names() {
        return splits.stream().map(path -> path.get(path.size() - 1)).distinct().toList();
    }

    /** The split that a folder belongs to. */
    Optional<Place> place(List<String> folder) {
        for (int end = 1; end <= folder.size(); end++) {
            List<String> path = folder.subList(0, end);
            if (splits.contains(path)) {
                return Optional.of(new Place(path, folder.subList(0, end - 1), folder.subList(end, folder.size())));
            }
        }
        return Optional.empty();
    }
}
