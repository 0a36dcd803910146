package io.metaformer4j.vision.data.location;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.Unlabelled;
import io.metaformer4j.vision.data.archive.WebArchive;
import io.metaformer4j.vision.data.format.ArchivePictures;
import io.metaformer4j.vision.data.format.DiskArchive;
import io.metaformer4j.vision.data.format.FilePictures;
import io.metaformer4j.vision.data.format.PictureScans;
import io.metaformer4j.vision.names.BraceExpansion;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.NaturalOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Opens pictures that need no labels, to be classified or described.
 *
 * <ul>
 *   <li>a folder: the pictures in it and in the folders in it, sorted naturally by name. What is hidden and what
 *       systems leave behind is not seen;
 *   <li>a {@code .tar} archive, a folder of such archives without pictures beside them, a pattern like
 *       {@code shard-{0000..0146}.tar}, or addresses of such archives, if the options say how they are read: the
 *       pictures in the order of the archives, which is how they are read fastest;
 *   <li>a list: a {@code .txt} file with a path on each line, or a {@code .csv} or {@code .tsv} table with a column of
 *       paths (the first, unless one is called for instance {@code path} or {@code filename}), in its order. Paths are
 *       relative to the list.
 * </ul>
 */
public final class UnlabelledPictures {

    private UnlabelledPictures() {}

    /**
     * Opens pictures at a path, a pattern with braces, or an address.
     *
     * @param location where they are
     * @param options limits, and how the web is read; split and classes do not matter
     * @return the pictures; the caller closes them
     * @throws IOException if they cannot be looked through
     * @throws MetaFormerException if there are none
     */
    public static Dataset<Unlabelled> open(String location, DatasetOptions options) throws IOException {
        PictureScans scans = new PictureScans();
        if (WebLocation.isWeb(location)) {
            List<WebArchive> archives = WebLocation.archives(location, options);
            return ArchivePictures.unlabelled(archives, location, options, scans);
        }
        if (BraceExpansion.isPattern(location) && !Files.exists(Path.of(location))) {
            List<Path> shards = BraceExpansion.expand(location).stream()
                    .map(Path::of)
                    .distinct()
                    .toList();
            return ArchivePictures.unlabelled(Datasets.archives(location, shards), location, options, scans);
        }
        Path path = Path.of(location);
        if (!Files.exists(path)) {
            throw new MetaFormerException(
                    "there are no pictures at '" + path + "', which does not exist; check the path");
        }
        return Files.isDirectory(path) ? folder(path, options, scans) : file(path, options, scans);
    }

    private static Dataset<Unlabelled> folder(Path folder, DatasetOptions options, PictureScans scans)
            throws IOException {
        List<Path> archives;
        try (Stream<Path> entries = Files.list(folder)) {
            archives = entries.filter(entry -> !ImageFileNames.isHidden(leaf(entry)))
                    .filter(entry -> isArchive(entry) && Files.isRegularFile(entry))
                    .sorted((a, b) -> NaturalOrder.INSTANCE.compare(leaf(a), leaf(b)))
                    .toList();
        }
        if (archives.isEmpty()) {
            return FilePictures.unlabelled(folder, options, scans);
        }
        if (holdsPictures(folder)) {
            return FilePictures.unlabelled(folder, options, scans)
                    .withNote("the archives beside the pictures, for instance "
                            + PrintableNames.quoted(leaf(archives.get(0))) + ", are left out");
        }
        return ArchivePictures.unlabelled(
                archives.stream().map(DiskArchive::new).toList(), folder.toString(), options, scans);
    }

    private static boolean holdsPictures(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            return inside.filter(file -> ImageFileNames.isPicture(leaf(file)))
                    .anyMatch(file ->
                            !ImageFileNames.isHiddenPath(folder.relativize(file).toString()));
        }
    }

    private static Dataset<Unlabelled> file(Path file, DatasetOptions options, PictureScans scans) throws IOException {
        Datasets.requireRegular(file);
        String extension = ImageFileNames.extension(leaf(file));
        return switch (extension) {
            case "tar" -> ArchivePictures.unlabelled(List.of(new DiskArchive(file)), file.toString(), options, scans);
            case "txt" -> FilePictures.list(file, false, options);
            case "csv", "tsv" -> FilePictures.list(file, true, options);
            default ->
                throw new MetaFormerException("'" + file
                        + "' is neither a folder of pictures nor a .tar archive nor a list (.txt, .csv, .tsv); name"
                        + " one of them, or list the picture in a .txt file");
        };
    }

    private static String leaf(Path path) {
        return path.getFileName().toString();
    }

    private static boolean isArchive(Path path) {
        return leaf(path).toLowerCase(Locale.ROOT).endsWith(".tar");
    }
}
