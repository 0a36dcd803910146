package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.UnavailableArchiveException;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.data.archive.ArchiveFile;
import io.metaformer4j.vision.data.archive.ArchiveListing;
import io.metaformer4j.vision.data.archive.ArchivePlaces;
import io.metaformer4j.vision.data.archive.ShardIndex;
import io.metaformer4j.vision.data.layout.FolderSamples;
import io.metaformer4j.vision.data.layout.FoldersWithoutPictures;
import io.metaformer4j.vision.data.layout.FoundDataset;
import io.metaformer4j.vision.data.layout.PictureReader;
import io.metaformer4j.vision.data.layout.PictureTree;
import io.metaformer4j.vision.data.layout.UnlabelledDataset;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * Pictures inside tar archives, read in place.
 *
 * <p>Two kinds: <em>WebDataset shards</em>, where each picture has its label beside it ({@code 000017.jpg},
 * {@code 000017.cls}), and plain archives, where the folders (or the archives themselves) are the classes. Archives in
 * which any picture has a label beside it are of the first kind. Where all labels are numbers, a list of names beside
 * the shards ({@link ShardClasses}) says what they mean.
 */
public final class ArchivePictures implements PictureReader {

    /** Where in the header before a picture its size stands, and in how many bytes. */
    private static final int SIZE_OFFSET = 124;

    private static final int SIZE_LENGTH = 12;

    private final ArchivePlaces places;
    private final List<String> origins;
    private final int maxSampleBytes;

    private ArchivePictures(ArchivePlaces places, int maxSampleBytes) {
        this.places = places;
        this.origins = places.archives().stream().map(ArchiveFile::origin).toList();
        this.maxSampleBytes = maxSampleBytes;
    }

    /** Whether the name of a plain archive is the class of the pictures that lie in none of its folders. */
    public enum ArchiveName {
        IS_A_FOLDER,
        MEANS_NOTHING
    }

    /**
     * Looks through archives.
     *
     * @param archives the archives in their order
     * @param archiveName what their names mean
     * @param source what messages call the data set
     * @param options the wanted split, if it is not chosen already, and the classes
     * @param scans what was looked through before
     * @throws IOException if an archive cannot be read
     */
    public static FoundPictures find(
            List<? extends ArchiveFile> archives,
            ArchiveName archiveName,
            String source,
            DatasetOptions options,
            PictureScans scans)
            throws IOException {
        ArchiveSet set = scans.archives(List.copyOf(archives));
        ArchivePictures reader = new ArchivePictures(set.places(), options.maxSampleBytes());
        if (set.isLabelled()) {
            return ShardSamples.find(set, source, options, reader);
        }
        PictureTree pictures = tree(set.places(), archiveName);
        List<String> notes = new ArrayList<>(set.notes());
        notes.addAll(notesOnFolders(set));
        return FoundPictures.of(
                options,
                chosen -> new FoundDataset(
                        FolderSamples.table(pictures, chosen, source).withNotes(notes), reader));
    }

    /**
     * All pictures of archives in their order, whatever is written beside them. Names begin with that of the archive
     * where there are several.
     *
     * @param archives the archives in their order, at least one
     * @param source what messages call them
     * @param options the limits
     * @param scans what was looked through before
     * @throws IOException if an archive cannot be read
     * @throws MetaFormerException if there are no pictures
     */
    public static Dataset<Unlabelled> unlabelled(
            List<? extends ArchiveFile> archives, String source, DatasetOptions options, PictureScans scans)
            throws IOException {
        ArchiveSet set = scans.archives(List.copyOf(archives));
        ArchiveName meaning = archives.size() > 1 ? ArchiveName.IS_A_FOLDER : ArchiveName.MEANS_NOTHING;
        PictureTree pictures = tree(set.places(), meaning);
        if (pictures.names().size() == 0) {
            throw new MetaFormerException("'" + source + "' holds no pictures; files in it must end in "
                    + ImageFileNames.pictureExtensions());
        }
        ArchivePictures reader = new ArchivePictures(set.places(), options.maxSampleBytes());
        return UnlabelledDataset.inOrder(pictures.names(), pictures.folders(), reader, set.notes());
    }

    private static List<String> notesOnFolders(ArchiveSet set) {
        FoldersWithoutPictures withoutPictures = new FoldersWithoutPictures();
        set.places().folders().forEach(withoutPictures::addPicture);
        set.others().forEach(withoutPictures::addOther);
        return withoutPictures.notes();
    }

    /** The folders of plain archives. One of several archives is a class only for pictures that lie in none of them. */
    private static PictureTree tree(ArchivePlaces places, ArchiveName archiveName) {
        boolean isFolder = archiveName == ArchiveName.IS_A_FOLDER;
        List<String> folders = new ArrayList<>();
        List<List<String>> paths = new ArrayList<>();
        for (int i = 0; i < places.folders().size(); i++) {
            String inside = places.folders().get(i);
            String archive = places.archiveOfFolder(i).base();
            folders.add(isFolder ? archive + "/" + inside : inside);
            paths.add(isFolder && inside.isEmpty() ? List.of(archive) : ImageFileNames.folders(inside));
        }
        return new PictureTree(places.names(), folders, paths);
    }

    @Override
    public String origin(int picture) {
        return origins.get(shard(picture)) + "!" + places.offset(picture);
    }

    @Override
    public Sample read(int picture, String inside, ReadBuffer buffer) throws IOException {
        ArchiveFile archive = places.archives().get(shard(picture));
        String name = archive.name() + "!/" + inside;
        long stored = storedBytes(picture);
        if (stored > maxSampleBytes) {
            throw new ImageRejectedException(
                    name, "has " + stored + " bytes, more than the limit of " + maxSampleBytes);
        }
        int size = (int) stored;
        // an index may be that of an archive that was replaced since, which its headers show
        int header = places.isIndexed(shard(picture)) ? ArchiveListing.BLOCK : 0;
        byte[] bytes = buffer.bytes(Math.addExact(header, size));
        // Opened anew each time: data sets have more archives than a process may open files, and a channel shared by
        // threads is closed for all of them when one of them is interrupted.
        try (SeekableByteChannel channel = archive.open()) {
            channel.position(places.offset(picture) - header);
            ByteBuffer target = ByteBuffer.wrap(bytes, 0, header + size);
            while (target.hasRemaining()) {
                if (channel.read(target) < 0) {
                    throw new ImageRejectedException(name, "is cut off: the archive became shorter while in use");
                }
            }
        }
        if (header > 0 && !isHeader(bytes, size)) {
            throw new UnavailableArchiveException(
                    "archive '" + archive.name() + "' holds something else than its index says, so"
                            + " that it was replaced; remove '" + archive.base() + ShardIndex.ENDING
                            + "' beside it, and for archives on the web the indexes in the cache");
        }
        return new Sample.Encoded(EncodedImage.of(bytes, header, size, name));
    }

    /** Whether bytes begin with the header of a member of so many bytes. */
    private static boolean isHeader(byte[] bytes, int size) {
        try {
            return TarUtils.parseOctalOrBinary(bytes, SIZE_OFFSET, SIZE_LENGTH) == size;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public long storedBytes(int picture) {
        return places.size(picture);
    }

    @Override
    public int shard(int picture) {
        return places.archive(picture);
    }

    @Override
    public long indexBytes() {
        return places.bytes();
    }
}
