package io.metaformer4j.vision.data.location;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.format.ArchivePictures;
import io.metaformer4j.vision.data.format.DiskArchive;
import io.metaformer4j.vision.data.format.FilePictures;
import io.metaformer4j.vision.data.format.PictureScans;
import io.metaformer4j.vision.data.format.idx.IdxFiles;
import io.metaformer4j.vision.data.format.idx.IdxPictures;
import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.labels.UnknownClassesException;
import io.metaformer4j.vision.names.BraceExpansion;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Opens data sets of every supported kind.
 *
 * <ul>
 *   <li>a folder of class folders (ImageNet layout), labelled by the innermost folder as in timm, or by the folder around
 *       it where the innermost ones only hold its files ({@code cat/images}, {@code dog/images}); pictures that lie in no
 *       folder, hidden files and folders and what systems leave behind ({@code __MACOSX}, {@code @eaDir}) are not seen;
 *   <li>a {@code .tar} archive of class folders, or of one archive per class; a folder of such archives, where the
 *       archive's name counts as a folder;
 *   <li>WebDataset shards: a {@code .tar}, a folder of them, or a pattern like {@code train-{0000..0146}.tar}; labels
 *       from {@code .cls}, {@code .json} or {@code .txt}. An index beside a shard, as {@code ShardPacker} writes it, is
 *       read in place of the shard's headers;
 *   <li>archives on the web, by their address or a pattern of addresses, if the options say how they are read;
 *   <li>IDX files of the MNIST family, plain or {@code .gz}: the file of pictures, or a folder with both parts;
 *   <li>a {@code .csv} or {@code .tsv} table of path and label, with or without a header; paths are relative to the table.
 * </ul>
 *
 * <p>What is no regular file (a pipe, a device) is never opened.
 *
 * <p>Where a split is wanted, a folder {@code train}, {@code val}, ... inside the given folder or archive is used if it
 * exists, above the classes or below each of them, in any case and also as a word of a longer name ({@code seg_train},
 * {@code valset}); archives and tables are chosen by that word in their name, and rows of tables by a column {@code split}.
 * Data that are divided into other splits are refused; data that are not divided are taken as a whole.
 */
public final class Datasets {

    private Datasets() {}

    /**
     * Opens a data set at a path or a pattern with braces.
     *
     * @param location path, address, or pattern of shards
     * @param options split, classes, limits
     * @return the data set; the caller closes it
     * @throws IOException if it cannot be read
     * @throws UnknownClassesException if it has classes that the class map does not know and such are refused
     * @throws MetaFormerException if there is nothing usable at the location
     */
    public static Dataset<ClassTarget> open(String location, DatasetOptions options) throws IOException {
        return find(location, options).labelled();
    }

    /**
     * Opens a data set at a path.
     *
     * @param path folder or file
     * @param options split, classes, limits
     * @return the data set; the caller closes it
     * @throws IOException if it cannot be read
     * @throws UnknownClassesException if it has classes that the class map does not know and such are refused
     * @throws MetaFormerException if there is nothing usable at the path
     */
    public static Dataset<ClassTarget> open(Path path, DatasetOptions options) throws IOException {
        return find(path, options, new PictureScans()).labelled();
    }

    /**
     * Looks through a path or a pattern with braces, to decide about the labels afterwards.
     *
     * @param location path, address, or pattern of shards
     * @param options split, classes, limits
     * @return what was found
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if there is nothing usable at the location
     */
    public static FoundPictures find(String location, DatasetOptions options) throws IOException {
        return find(location, options, new PictureScans());
    }

    static FoundPictures find(String location, DatasetOptions options, PictureScans scans) throws IOException {
        if (WebLocation.isWeb(location)) {
            return WebLocation.find(location, options, scans);
        }
        if (BraceExpansion.isPattern(location) && !Files.exists(Path.of(location))) {
            List<Path> shards = BraceExpansion.expand(location).stream()
                    .map(Path::of)
                    .distinct()
                    .toList();
            return findShards(location, shards, options, scans);
        }
        return find(Path.of(location), options, scans);
    }

    private static FoundPictures find(Path path, DatasetOptions options, PictureScans scans) throws IOException {
        if (!Files.exists(path)) {
            throw new MetaFormerException("data set '" + path + "' does not exist; check the path");
        }
        return Files.isDirectory(path) ? DataFolder.find(path, options, scans) : findFile(path, options, scans);
    }

    private static FoundPictures findShards(
            String pattern, List<Path> shards, DatasetOptions options, PictureScans scans) throws IOException {
        return ShardPattern.find(archives(pattern, shards), pattern, options, scans);
    }

    /** The archives of a pattern, all of which must be there. */
    static List<DiskArchive> archives(String pattern, List<Path> shards) {
        List<Path> missing =
                shards.stream().filter(shard -> !Files.exists(shard)).toList();
        if (!missing.isEmpty()) {
            throw new MetaFormerException(missing.size() + " of the " + shards.size() + " shards of '" + pattern
                    + "' do not exist, for instance '" + missing.get(0) + "'");
        }
        for (Path shard : shards) {
            requireRegular(shard);
        }
        return shards.stream().map(DiskArchive::new).toList();
    }

    static FoundPictures findFile(Path file, DatasetOptions options, PictureScans scans) throws IOException {
        requireRegular(file);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".tar")) {
            return ArchivePictures.find(
                    List.of(new DiskArchive(file)),
                    ArchivePictures.ArchiveName.MEANS_NOTHING,
                    file.toString(),
                    options,
                    scans);
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return FilePictures.table(file, file.toAbsolutePath().getParent(), options, scans);
        }
        if (IdxFiles.isImages(name)) {
            options.split()
                    .map(Split::of)
                    .filter(split -> split.parts().isEmpty())
                    .ifPresent(split -> {
                        throw split.notSplit(file.toString());
                    });
            return IdxPictures.find(IdxFiles.of(file), options);
        }
        if (name.endsWith(".tgz") || name.contains(".tar.")) {
            throw new MetaFormerException("archive '" + file
                    + "' is compressed, so its pictures cannot be read at random; decompress it to a .tar file");
        }
        throw new MetaFormerException("'" + file + "' is no data set; use a folder of class folders, a .tar archive, a"
                + " .csv or .tsv table, or an IDX file of pictures (…-images-idx3-ubyte[.gz])");
    }

    /** Reading a pipe or a device might never end. */
    static void requireRegular(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new MetaFormerException(
                    "data set '" + file + "' is " + (Files.isDirectory(file) ? "a folder" : "a pipe or a device")
                            + "; only regular files can be read at random");
        }
    }
}
