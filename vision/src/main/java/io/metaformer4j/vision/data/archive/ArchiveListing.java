package io.metaformer4j.vision.data.archive;

import io.metaformer4j.vision.data.column.IntColumn;
import io.metaformer4j.vision.data.column.LabelColumn;
import io.metaformer4j.vision.data.column.TextColumn;
import io.metaformer4j.vision.names.ImageFileNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an archive holds: where its pictures lie and what is written beside them. Confined to one thread while it is filled.
 */
public final class ArchiveListing {

    /** Size of what tar archives are made of. */
    public static final int BLOCK = 512;

    /** Stands for the label of a picture that has none. */
    public static final int UNLABELLED = -1;

    /** Stands for the label of a picture that is one more of a sample which has its picture already. */
    public static final int FURTHER = -2;

    /** Places and sizes are numbers of 32 bits without a sign. */
    private static final long LARGEST = (1L << 32) - 1;

    private final TextColumn names = new TextColumn();
    private final IntColumn blocks = new IntColumn();
    private final IntColumn sizes = new IntColumn();
    private final LabelColumn labels = new LabelColumn();
    private final Map<String, String> others = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Adds a picture; a label or a mark for it must follow.
     *
     * @param name its path in the archive
     * @param offset position of its first byte in the file
     * @param size number of bytes
     */
    public void add(String name, long offset, long size) {
        names.add(name);
        blocks.add((int) (offset / BLOCK));
        sizes.add((int) size);
    }

    /** Whether a picture can be at such a place: at the start of a block, with a header before it. */
    public static boolean isPlace(long offset, long size) {
        return offset >= BLOCK && offset % BLOCK == 0 && offset / BLOCK <= LARGEST && size >= 0 && size <= LARGEST;
    }

    /** The labels of the pictures, with {@link #UNLABELLED} and {@link #FURTHER} as marks. */
    public LabelColumn labels() {
        return labels;
    }

    /** Number of pictures. */
    public int size() {
        return names.size();
    }

    /** The path of a picture in the archive. */
    public String name(int picture) {
        return names.get(picture);
    }

    /** In which block of the archive a picture begins, as a number without a sign. */
    public int block(int picture) {
        return blocks.get(picture);
    }

    /** How many bytes a picture has, as a number without a sign. */
    public int bytes(int picture) {
        return sizes.get(picture);
    }

    /** Adds a file that is neither picture nor label; one of each folder is kept. */
    public void addOther(String name) {
        others.putIfAbsent(ImageFileNames.folder(name), name);
    }

    /** Files that are neither picture nor label, one of each folder. */
    public List<String> others() {
        return List.copyOf(others.values());
    }

    /** Adds a sentence for the user that holds where the archive is a shard of a WebDataset. */
    public void addNote(String note) {
        notes.add(note);
    }

    /** Sentences for the user. */
    public List<String> notes() {
        return Collections.unmodifiableList(notes);
    }
}
