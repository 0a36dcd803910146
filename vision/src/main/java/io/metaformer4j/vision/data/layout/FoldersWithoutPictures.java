package io.metaformer4j.vision.data.layout;

import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.NaturalOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Folders of a data set that hold no pictures: classes that would vanish without a word. */
public final class FoldersWithoutPictures {

    private final Set<String> folders = new HashSet<>();
    private final Set<String> holdingPictures = new HashSet<>();
    private final Map<String, String> others = new HashMap<>();

    /** Adds a folder, under its path inside the data set. */
    public void addFolder(String folder) {
        folders.add(folder);
    }

    /** Adds a picture, by which all folders around it hold one. */
    public void addPicture(String name) {
        for (String folder = ImageFileNames.folder(name);
                !folder.isEmpty() && holdingPictures.add(folder);
                folder = ImageFileNames.folder(folder)) {
            folders.add(folder);
        }
    }

    /** Adds a file that is no picture. */
    public void addOther(String name) {
        others.putIfAbsent(ImageFileNames.folder(name), ImageFileNames.leaf(name));
        for (String folder = ImageFileNames.folder(name);
                !folder.isEmpty() && folders.add(folder);
                folder = ImageFileNames.folder(folder)) {}
    }

    /** Sentences about the folders without pictures; none if there are none. */
    public List<String> notes() {
        Set<String> empty = new TreeSet<>(NaturalOrder.INSTANCE);
        Set<String> foreign = new TreeSet<>(NaturalOrder.INSTANCE);
        for (String folder : folders) {
            if (!holdingPictures.contains(folder)) {
                (others.containsKey(folder) ? foreign : empty).add(folder);
            }
        }
        empty.removeIf(folder -> folders.stream().anyMatch(other -> other.startsWith(folder + "/")));
        List<String> notes = new ArrayList<>();
        if (!empty.isEmpty()) {
            notes.add("there are empty folders: " + PrintableNames.quoted(empty));
        }
        if (!foreign.isEmpty()) {
            String first = foreign.iterator().next();
            notes.add("folders without pictures, but with other files: " + PrintableNames.quoted(foreign)
                    + " (for instance " + PrintableNames.quoted(others.get(first)) + "); pictures are "
                    + ImageFileNames.pictureExtensions());
        }
        return notes;
    }
}
