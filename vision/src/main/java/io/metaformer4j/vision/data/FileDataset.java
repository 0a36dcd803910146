package io.metaformer4j.vision.data;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Image files in class folders, or listed in a table. */
final class FileDataset extends SampleTableDataset<Path> {

    private final int maxSampleBytes;

    private FileDataset(SampleTable<Path> samples, int maxSampleBytes) {
        super(samples);
        this.maxSampleBytes = maxSampleBytes;
    }

    /** Class folders at any depth below a root; links are followed, hidden files and folders are not seen. */
    static FileDataset folders(Path root, DatasetOptions options) throws IOException {
        Map<String, Path> pictures = new HashMap<>();
        Files.walkFileTree(
                root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Finder(root, pictures));
        return new FileDataset(
                SampleTable.byFolder(pictures, options.classMap(), root.toString()), options.maxSampleBytes());
    }

    /** A table of paths (relative to the table's folder, or absolute) and labels. */
    static FileDataset table(Path table, DatasetOptions options) throws IOException {
        List<SampleTable.Found<Path>> found = new ArrayList<>();
        for (LabelledPath entry : LabelledPath.read(table)) {
            found.add(new SampleTable.Found<>(entry.path(), entry.label(), entry.file()));
        }
        return new FileDataset(
                SampleTable.byText(found, options.classMap(), table.toString()), options.maxSampleBytes());
    }

    private static final class Finder extends SimpleFileVisitor<Path> {

        private final Path root;
        private final Map<String, Path> pictures;

        Finder(Path root, Map<String, Path> pictures) {
            this.root = root;
            this.pictures = pictures;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden = !folder.equals(root)
                    && ImageNames.isHidden(folder.getFileName().toString());
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (ImageNames.isPicture(file.getFileName().toString())) {
                pictures.put(root.relativize(file).toString().replace(File.separatorChar, '/'), file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof FileSystemLoopException) {
                throw new MetaFormerException(
                        "data set '" + root + "' has a link '" + file + "' to a folder above it; remove the link",
                        failure);
            }
            throw failure;
        }
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        Path file = place(index);
        long size = Files.size(file);
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
