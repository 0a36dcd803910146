package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.ImageFile;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.data.column.LabelColumn;
import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.data.column.Rows;
import io.metaformer4j.vision.data.layout.Candidates;
import io.metaformer4j.vision.data.layout.FolderSamples;
import io.metaformer4j.vision.data.layout.FoundDataset;
import io.metaformer4j.vision.data.layout.PictureReader;
import io.metaformer4j.vision.data.layout.SampleTable;
import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.data.layout.UnlabelledDataset;
import io.metaformer4j.vision.names.Csv;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Image files in class folders, or listed in a table. */
public final class FilePictures implements PictureReader {

    private static final String LIST = "list of pictures";

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

    /**
     * All pictures at any depth below a folder, in natural order, whatever the folders are called.
     *
     * @throws MetaFormerException if there are none
     */
    public static Dataset<Unlabelled> unlabelled(Path root, DatasetOptions options, PictureScans scans)
            throws IOException {
        PictureFinder finder = scans.folder(root);
        PictureNames names = finder.pictures().names();
        if (names.size() == 0) {
            throw new MetaFormerException(
                    "folder '" + root + "' holds no pictures; files must end in " + ImageFileNames.pictureExtensions());
        }
        FilePictures reader = new FilePictures(names, finder.folders(), false, options.maxSampleBytes());
        return UnlabelledDataset.sorted(names, names.folders(), reader, finder.notes());
    }

    /**
     * The pictures of a list, in its order: a text file with a path on each line, or a table of which one column holds
     * paths. Paths are relative to the folder of the list, or absolute.
     *
     * @throws MetaFormerException if it has none, or one that no file can have
     */
    public static Dataset<Unlabelled> list(Path list, boolean table, DatasetOptions options) throws IOException {
        List<String> paths = table
                ? PictureTable.paths(Csv.read(list, LIST))
                : TextFile.read(list, LIST)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
        if (paths.isEmpty()) {
            throw new MetaFormerException("list of pictures '" + list + "' is empty; give a path on each line");
        }
        Path around = list.toAbsolutePath().getParent();
        PictureNames names = new PictureNames();
        PictureNames files = new PictureNames();
        List<Path> folders = new ArrayList<>();
        for (String path : paths) {
            FilePlace place = FilePlace.of(listed(around, path, list));
            names.add(path);
            files.add(place.folder().toString(), place.leaf());
            if (files.folders().size() > folders.size()) {
                folders.add(place.folder());
            }
        }
        FilePictures reader = new FilePictures(files, folders, true, options.maxSampleBytes());
        return UnlabelledDataset.inOrder(names, names.folders(), reader, List.of());
    }

    private static Path listed(Path folder, String path, Path list) {
        try {
            return folder.resolve(path);
        } catch (InvalidPathException e) {
            throw new MetaFormerException(
                    "list of pictures '" + list + "' has a path that cannot exist, " + PrintableNames.quoted(path)
                            + ": " + e.getReason(),
                    e);
        }
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
