package io.metaformer4j.vision.data;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Image files in class folders, or listed in a table. */
final class FileDataset extends SampleTableDataset<Path> {

    private final int maxSampleBytes;
    private final RealPaths realPaths = new RealPaths();

    private FileDataset(SampleTable<Path> samples, int maxSampleBytes) {
        super(samples);
        this.maxSampleBytes = maxSampleBytes;
    }

    /** Class folders at any depth below a root; links are followed, hidden files and folders are not seen. */
    static FileDataset folders(Path root, DatasetOptions options) throws IOException {
        PictureFinder finder = PictureFinder.walk(root);
        SampleTable<Path> samples = FolderSamples.table(finder.pictures(), options, root.toString());
        return new FileDataset(samples.withNotes(finder.notes()), options.maxSampleBytes());
    }

    /** A table of paths (relative to a folder, or absolute) and labels. */
    static FileDataset table(Path table, Path folder, DatasetOptions options) throws IOException {
        List<SampleTable.Found<Path>> found = new ArrayList<>();
        PictureTable rows = PictureTable.read(table, folder, options.split().map(Split::of));
        for (PictureTable.Row row : rows.rows()) {
            found.add(new SampleTable.Found<>(row.path(), List.of(row.label()), row.file()));
        }
        SampleTable<Path> samples = SampleTable.byText(found, options, table.toString());
        return new FileDataset(samples.withNotes(rows.notes()), options.maxSampleBytes());
    }

    @Override
    public String origin(int index) {
        return realPaths.of(place(index));
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        Path file = place(index);
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            // a pipe would be waited for, and a device has no end
            throw new ImageRejectedException(
                    file.toString(),
                    "is " + (attributes.isDirectory() ? "a folder" : "a pipe or a device") + ", no file");
        }
        long size = attributes.size();
        if (size > maxSampleBytes) {
            throw new ImageRejectedException(
                    file.toString(), "has " + size + " bytes, more than the limit of " + maxSampleBytes);
        }
        byte[] bytes = buffer.bytes((int) size);
        try (InputStream stream = Files.newInputStream(file)) {
            int length = stream.readNBytes(bytes, 0, (int) size);
            return new Sample.Encoded(EncodedImage.of(bytes, 0, length, file.toString()));
        }
    }

    @Override
    public long storedBytes(int index) {
        try {
            return Files.size(place(index));
        } catch (IOException e) {
            return -1;
        }
    }
}
