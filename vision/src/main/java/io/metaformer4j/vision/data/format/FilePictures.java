package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.ImageFile;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.column.LabelColumn;
import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.data.column.Rows;
import io.metaformer4j.vision.data.layout.Candidates;
import io.metaformer4j.vision.data.layout.FolderSamples;
import io.metaformer4j.vision.data.layout.FoundDataset;
import io.metaformer4j.vision.data.layout.PictureReader;
import io.metaformer4j.vision.data.layout.SampleTable;
import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Image files in class folders, or listed in a table. */
public final class FilePictures implements PictureReader {

    private final PictureNames files;
    private final List<Path> folders;
    private final boolean own;
    private final int maxSampleBytes;
    private final RealPaths realPaths = new RealPaths();

    /**
     * Prepares reading.
     *
     * @param files the files
     * @param folders for each folder of {@code files} where it is
     * @param own whether the files have names of their own, beside those that the data set shows
     */
    private FilePictures(PictureNames files, List<Path> folders, boolean own, int maxSampleBytes) {
        this.files = files;
        this.folders = folders;
        this.own = own;
        this.maxSampleBytes = maxSampleBytes;
    }

    /** Class folders at any depth below a root; links are followed, hidden files and folders are not seen. */
    public static FoundPictures folders(Path root, DatasetOptions options, PictureScans scans) throws IOException {
        PictureFinder finder = scans.folder(root);
        return FoundPictures.of(
                options,
                chosen -> new FoundDataset(
                        FolderSamples.table(finder.pictures(), chosen, root.toString())
                                .withNotes(finder.notes()),
                        new FilePictures(
                                finder.pictures().names(), finder.folders(), false, options.maxSampleBytes())));
    }

    /** A table of paths (relative to a folder, or absolute) and labels. */
    public static FoundPictures table(Path table, Path folder, DatasetOptions options, PictureScans scans)
            throws IOException {
        PictureTable rows = PictureTable.of(
                table, scans.table(table), folder, options.split().map(Split::of));
        PictureNames names = new PictureNames();
        PictureNames files = new PictureNames();
        List<Path> folders = new ArrayList<>(); // not made of their names: those may be of another file system
        LabelColumn labels = new LabelColumn();
        for (PictureTable.Row row : rows.rows()) {
            FilePlace place = FilePlace.of(row.file());
            names.add(row.path());
            files.add(place.folder().toString(), place.leaf());
            if (files.folders().size() > folders.size()) {
                folders.add(place.folder());
            }
            labels.add(row.label());
        }
        List<String> notes = rows.notes();
        Candidates found = Candidates.of(names, names.folders(), Rows.all(names.size()), labels);
        return FoundPictures.of(
                options,
                chosen -> new FoundDataset(
                        SampleTable.byText(found, chosen, table.toString()).withNotes(notes),
                        new FilePictures(files, folders, true, options.maxSampleBytes())));
    }

    private FilePlace place(int picture) {
        return new FilePlace(folders.get(files.folder(picture)), files.leaf(picture));
    }

    @Override
    public String origin(int picture) {
        return realPaths.of(place(picture));
    }

    @Override
    public Sample read(int picture, String name, ReadBuffer buffer) throws IOException {
        return new Sample.Encoded(new ImageFile(place(picture).path()).read(maxSampleBytes, buffer::bytes));
    }

    @Override
    public long storedBytes(int picture) {
        try {
            return Files.size(place(picture).path());
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public int shard(int picture) {
        return files.folder(picture);
    }

    @Override
    public long indexBytes() {
        return own ? files.bytes() : 0;
    }
}
