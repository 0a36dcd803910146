package io.metaformer4j.vision.data.archive;

import io.metaformer4j.vision.data.column.IntColumn;
import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.names.PictureName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * Where the pictures of several archives are, in columns. A picture costs its name in UTF-8 and 16 bytes: where the name
 * ends, its folder, its first block and its size. Confined to one thread while it is filled; safe for concurrent use then.
 */
public final class ArchivePlaces {

    private final List<ArchiveFile> archives = new ArrayList<>();
    private final BitSet indexed = new BitSet();
    private final PictureNames names = new PictureNames();
    private final List<String> folders = new ArrayList<>();
    private final IntColumn archiveOfFolder = new IntColumn();
    private final IntColumn blocks = new IntColumn();
    private final IntColumn sizes = new IntColumn();

    /**
     * Adds the pictures of the next archive.
     *
     * @param archive the archive
     * @param listing what it holds
     * @param fromIndex whether that was read from its index, and not from the archive itself
     */
    public void add(ArchiveFile archive, ArchiveListing listing, boolean fromIndex) {
        int number = archives.size();
        archives.add(archive);
        indexed.set(number, fromIndex);
        for (int i = 0; i < listing.size(); i++) {
            PictureName name = PictureName.of(listing.name(i));
            names.add(number + "/" + name.folder(), name.leaf());
            if (names.folders().size() > folders.size()) {
                folders.add(name.folder());
                archiveOfFolder.add(number);
            }
            blocks.add(listing.block(i));
            sizes.add(listing.bytes(i));
        }
    }

    /** The archives by their numbers. */
    public List<ArchiveFile> archives() {
        return Collections.unmodifiableList(archives);
    }

    /** Whether it was read from an index what an archive holds. */
    public boolean isIndexed(int archive) {
        return indexed.get(archive);
    }

    /** The pictures; equal folders of different archives are different ones. */
    public PictureNames names() {
        return names;
    }

    /** For each folder its path in its archive, with a slash at the end unless it is empty. */
    public List<String> folders() {
        return Collections.unmodifiableList(folders);
    }

    /** The archive of a folder. */
    public ArchiveFile archiveOfFolder(int folder) {
        return archives.get(archiveOfFolder.get(folder));
    }

    /** The number of the archive of a picture. */
    public int archive(int picture) {
        return archiveOfFolder.get(names.folder(picture));
    }

    /** The path of a picture in its archive. */
    public String name(int picture) {
        return folders.get(names.folder(picture)).concat(names.leaf(picture));
    }

    /** Where in its archive a picture begins, in bytes. */
    public long offset(int picture) {
        return Integer.toUnsignedLong(blocks.get(picture)) * ArchiveListing.BLOCK;
    }

    /** How many bytes a picture has. */
    public long size(int picture) {
        return Integer.toUnsignedLong(sizes.get(picture));
    }

    /** Memory of blocks and sizes in bytes; names have theirs, and archives and folders, which are few, do not count. */
    public long bytes() {
        return blocks.bytes() + sizes.bytes();
    }
}
