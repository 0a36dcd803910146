package io.metaformer4j.cli.invariance;

import io.metaformer4j.vision.ImageFile;
import io.metaformer4j.vision.data.ClosedDatasetException;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.decode.limits.DecodeOptions;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.transform.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The pictures that lie in a folder without class folders, of which nothing is known but where they are. */
final class PictureFolder implements Dataset<Path> {

    private static final List<String> DATA_SETS = List.of(".csv", ".tsv", ".tar", "ubyte", "ubyte.gz");

    private final List<Path> files;
    private volatile boolean closed;

    private PictureFolder(List<Path> files) {
        this.files = files;
    }

    /** Whether a folder has pictures, and neither folders in it nor files that are data sets of their own. */
    static boolean isPlain(Path folder) throws IOException {
        List<Path> entries = entries(folder);
        return entries.stream().anyMatch(PictureFolder::isPicture)
                && entries.stream().noneMatch(entry -> Files.isDirectory(entry) || isDataset(entry));
    }

    /** Opens a folder that is {@linkplain #isPlain plain}. */
    static PictureFolder of(Path folder) throws IOException {
        return new PictureFolder(
                entries(folder).stream().filter(PictureFolder::isPicture).toList());
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(entry ->
                            !ImageFileNames.isHidden(entry.getFileName().toString()))
                    .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isPicture(Path entry) {
        return ImageFileNames.isPicture(entry.getFileName().toString());
    }

    private static boolean isDataset(Path entry) {
        String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
        return DATA_SETS.stream().anyMatch(name::endsWith);
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public Path target(int index) {
        return files.get(index);
    }

    @Override
    public String name(int index) {
        return files.get(index).getFileName().toString();
    }

    @Override
    public List<String> classNames() {
        return List.of();
    }

    @Override
    public Sample sample(int index, ReadBuffer buffer) throws IOException {
        if (closed) {
            throw new ClosedDatasetException(name(index));
        }
        int limit = DecodeOptions.standard().maxEncodedBytes();
        return new Sample.Encoded(new ImageFile(files.get(index)).read(limit, buffer::bytes));
    }

    /** Samples can no longer be read. */
    @Override
    public void close() {
        closed = true;
    }
}
