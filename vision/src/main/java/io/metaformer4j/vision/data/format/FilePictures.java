package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.ImageFile;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.data.layout.FolderSamples;
import io.metaformer4j.vision.data.layout.FoundDataset;
import io.metaformer4j.vision.data.layout.PictureReader;
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
public final class FilePictures implements PictureReader<FilePlace> {

    private final int maxSampleBytes;
    private final RealPaths realPaths = new RealPaths();

    private FilePictures(int maxSampleBytes) {
        this.maxSampleBytes = maxSampleBytes;
    }

    /** Class folders at any depth below a root; links are followed, hidden files and folders are not seen. */
    public static FoundPictures folders(Path root, DatasetOptions options, PictureScans scans) throws IOException {
        PictureFinder finder = scans.folder(root);
        return FoundPictures.of(
                options,
                chosen -> new FoundDataset<>(
                        FolderSamples.table(finder.pictures(), chosen, root.toString())
                                .withNotes(finder.notes()),
                        new FilePictures(options.maxSampleBytes())));
    }

    /** A table of paths (relative to a folder, or absolute) and labels. */
    public static FoundPictures table(Path table, Path folder, DatasetOptions options, PictureScans scans)
            throws IOException {
        List<SampleTable.Found<FilePlace>> found = new ArrayList<>();
        PictureTable rows = PictureTable.of(
                table, scans.table(table), folder, options.split().map(Split::of));
        Map<Path, Path> folders = new HashMap<>(); // one for all files of a folder: there may be millions
        for (PictureTable.Row row : rows.rows()) {
            FilePlace place = FilePlace.of(row.file());
            Path shared = folders.computeIfAbsent(place.folder(), parent -> parent);
            found.add(new SampleTable.Found<>(
                    PictureName.of(row.path()), List.of(row.label()), new FilePlace(shared, place.leaf())));
        }
        return FoundPictures.of(
                options,
                chosen -> new FoundDataset<>(
                        SampleTable.byText(found, chosen, table.toString()).withNotes(rows.notes()),
                        new FilePictures(options.maxSampleBytes())));
    }

    @Override
    public String origin(FilePlace place) {
        return realPaths.of(place);
    }

    @Override
    public Sample read(FilePlace place, String name, ReadBuffer buffer) throws IOException {
        return new Sample.Encoded(new ImageFile(place.path()).read(maxSampleBytes, buffer::bytes));
    }

    @Override
    public long storedBytes(FilePlace place) {
        try {
            return Files.size(place.path());
        } catch (IOException e) {
            return -1;
        }
    }
}
