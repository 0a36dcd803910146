package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.ImageFile;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.SampleTableDataset;
import io.metaformer4j.vision.data.layout.FolderSamples;
import io.metaformer4j.vision.data.layout.SampleTable;
import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.names.PictureName;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Image files in class folders, or listed in a table. */
final class FilePictures extends SampleTableDataset<FilePlace> {

    private final int maxSampleBytes;
    private final RealPaths realPaths = new RealPaths();

    private FilePictures(SampleTable<FilePlace> samples, int maxSampleBytes) {
        super(samples);
        this.maxSampleBytes = maxSampleBytes;
    }

    /** Class folders at any depth below a root; links are followed, hidden files and folders are not seen. */
    static FilePictures folders(Path root, DatasetOptions options) throws IOException {
        PictureFinder finder = PictureFinder.walk(root);
        SampleTable<FilePlace> samples = FolderSamples.table(finder.pictures(), options, root.toString());
        return new FilePictures(samples.withNotes(finder.notes()), options.maxSampleBytes());
    }

    /** A table of paths (relative to a folder, or absolute) and labels. */
    static FilePictures table(Path table, Path folder, DatasetOptions options) throws IOException {
        List<SampleTable.Found<FilePlace>> found = new ArrayList<>();
        PictureTable rows = PictureTable.read(table, folder, options.split().map(Split::of));
        Map<Path, Path> folders = new HashMap<>(); // one for all files of a folder: there may be millions
        for (PictureTable.Row row : rows.rows()) {
            FilePlace place = FilePlace.of(row.file());
            Path shared = folders.computeIfAbsent(place.folder(), parent -> parent);
            found.add(new SampleTable.Found<>(
                    PictureName.of(row.path()), List.of(row.label()), new FilePlace(shared, place.leaf())));
        }
        SampleTable<FilePlace> samples = SampleTable.byText(found, options, table.toString());
        return new FilePictures(samples.withNotes(rows.notes()), options.maxSampleBytes());
    }

    @Override
    public String origin(int index) {
        return realPaths.of(place(index));
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        return new Sample.Encoded(new ImageFile(place(index).path()).read(maxSampleBytes, buffer::bytes));
    }

    @Override
    public long storedBytes(int index) {
        try {
            return Files.size(place(index).path());
        } catch (IOException e) {
            return -1;
        }
    }
}
