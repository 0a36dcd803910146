package io.metaformer4j.vision.data.column;

import io.metaformer4j.vision.names.PictureName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where pictures lie and what their files are called: the folder, kept once for all that are in it, and the leaf. Each
 * picture has a number, from 0 in the order in which they were added, and so has each folder.
 */
public final class PictureNames {

    private final TextColumn leaves = new TextColumn();
    private final IntColumn folders = new IntColumn();
    private final List<String> folderNames = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /**
     * Adds a picture.
     *
     * @param folder what tells its folder from others
     * @param leaf name of its file
     */
    public void add(String folder, String leaf) {
        Integer known = numbers.get(folder);
        int number = known == null ? folderNames.size() : known;
        if (known == null) {
            numbers.put(folder, number);
            folderNames.add(folder);
        }
        folders.add(number);
        leaves.add(leaf);
    }

    /** Adds a picture by its path, which is divided behind the last slash. */
    public void add(String path) {
        PictureName name = PictureName.of(path);
        add(name.folder(), name.leaf());
    }

    /** Number of pictures. */
    public int size() {
        return leaves.size();
    }

    /** The number of the folder of a picture. */
    public int folder(int picture) {
        return folders.get(picture);
    }

    /** The name of the file of a picture. */
    public String leaf(int picture) {
        return leaves.get(picture);
    }

    /** What was given for the folders, by their numbers; every folder has a picture. */
    public List<String> folders() {
        return Collections.unmodifiableList(folderNames);
    }

    /** The numbers of the folders of all pictures. */
    public IntColumn folderColumn() {
        return folders;
    }

    /** Memory of the columns in bytes; folders, which are few, do not count. */
    public long bytes() {
        return leaves.bytes() + folders.bytes();
    }
}
