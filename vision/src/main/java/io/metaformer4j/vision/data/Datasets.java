package io.metaformer4j.vision.data;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens data sets of every supported kind.
 *
 * <ul>
 *   <li>a folder of class folders (ImageNet layout), labelled by the innermost folder as in timm; pictures that lie in no
 *       folder, hidden files and hidden folders are not seen;
 *   <li>a {@code .tar} archive of class folders, or of one archive per class; a folder of such archives, where the
 *       archive's name counts as a folder;
 *   <li>WebDataset shards: a {@code .tar}, a folder of them, or a pattern like {@code train-{0000..0146}.tar}; labels
 *       from {@code .cls}, {@code .json} or {@code .txt};
 *   <li>IDX files of the MNIST family, plain or {@code .gz}: the file of pictures, or a folder with both parts;
 *   <li>a {@code .csv} or {@code .tsv} table of path and label, with or without a header; paths are relative to the table.
 * </ul>
 *
 * <p>Where a split is wanted, a folder {@code train}, {@code val}, ... inside the given folder is used if it exists, and
 * archives and tables are chosen by that word in their name.
 */
public final class Datasets {

    private final DatasetOptions options;
    private final Optional<Split> split;

    private Datasets(DatasetOptions options) {
        this.options = options;
        this.split = options.split().map(Split::of);
    }

    /**
     * Opens a data set at a path or a pattern with braces.
     *
     * @param location path, or pattern of shards
     * @param options split, classes, limits
     * @return the data set; the caller closes it
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if there is nothing usable at the location
     */
    public static Dataset open(String location, DatasetOptions options) throws IOException {
        Path path = Path.of(location);
        if (BraceExpansion.isPattern(location) && !Files.exists(path)) {
            List<Path> shards =
                    BraceExpansion.expand(location).stream().map(Path::of).toList();
            return new Datasets(options).openShards(location, shards);
        }
        return open(path, options);
    }

    /**
     * Opens a data set at a path.
     *
     * @param path folder or file
     * @param options split, classes, limits
     * @return the data set; the caller closes it
     * @throws IOException if it cannot be read
     * @throws MetaFormerException if there is nothing usable at the path
     */
    public static Dataset open(Path path, DatasetOptions options) throws IOException {
        if (!Files.exists(path)) {
            throw new MetaFormerException("data set '" + path + "' does not exist; check the path");
        }
        Datasets opener = new Datasets(options);
        return Files.isDirectory(path) ? opener.openFolder(path) : opener.openFile(path);
    }

    private Dataset openShards(String pattern, List<Path> shards) throws IOException {
        List<Path> missing =
                shards.stream().filter(shard -> !Files.exists(shard)).toList();
        if (!missing.isEmpty()) {
            throw new MetaFormerException(missing.size() + " of the " + shards.size() + " shards of '" + pattern
                    + "' do not exist, for instance '" + missing.get(0) + "'");
        }
        return ArchiveDataset.open(shards, ArchiveDataset.ArchiveName.IS_A_FOLDER, pattern, options);
    }

    private Dataset openFile(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".tar")) {
            return ArchiveDataset.open(
                    List.of(file), ArchiveDataset.ArchiveName.MEANS_NOTHING, file.toString(), options);
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return FileDataset.table(file, options);
        }
        if (IdxFiles.isImages(name)) {
            IdxFiles files = IdxFiles.of(file);
            return IdxDataset.open(files.images(), files.labels(), options);
        }
        if (name.endsWith(".tgz") || name.contains(".tar.")) {
            throw new MetaFormerException("archive '" + file
                    + "' is compressed, so its pictures cannot be read at random;" + " decompress it to a .tar file");
        }
        throw new MetaFormerException("'" + file + "' is no data set; use a folder of class folders, a .tar archive, a"
                + " .csv or .tsv table, or an IDX file of pictures (…-images-idx3-ubyte[.gz])");
    }

    private Dataset openFolder(Path given) throws IOException {
        Path folder = splitFolder(given);
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(Files::isRegularFile).sorted().toList();
        }
        List<Path> images = files.stream()
                .filter(file -> IdxFiles.isImages(file.getFileName().toString()))
                .toList();
        if (!images.isEmpty()) {
            Optional<Split> wanted = folder.equals(given) ? split : Optional.empty();
            IdxFiles chosen = IdxFiles.choose(images, wanted, folder);
            return IdxDataset.open(chosen.images(), chosen.labels(), options);
        }
        Optional<Path> table = split.flatMap(wanted -> table(wanted, files));
        if (table.isPresent()) {
            return FileDataset.table(table.get(), options);
        }
        List<Path> archives = files.stream()
                .filter(file ->
                        file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".tar"))
                .sorted((a, b) -> NaturalOrder.INSTANCE.compare(a.toString(), b.toString()))
                .toList();
        return archives.isEmpty() ? FileDataset.folders(folder, options) : openArchives(folder, archives);
    }

    private static Optional<Path> table(Split split, List<Path> files) {
        return split.names().stream()
                .flatMap(name -> files.stream().filter(file -> {
                    String leaf = file.getFileName().toString();
                    return leaf.equals(name + ".csv") || leaf.equals(name + ".tsv");
                }))
                .findFirst();
    }

    private Dataset openArchives(Path folder, List<Path> archives) throws IOException {
        if (split.isPresent()) {
            for (String name : split.get().names()) {
                List<Path> named = archives.stream()
                        .filter(file -> words(file).contains(name))
                        .toList();
                if (named.size() == 1) {
                    return openFile(named.get(0));
                }
                if (!named.isEmpty()) {
                    return ArchiveDataset.open(
                            named, ArchiveDataset.ArchiveName.IS_A_FOLDER, folder.toString(), options);
                }
            }
            if (archives.stream().allMatch(file -> words(file).stream().anyMatch(Split::isKnown))) {
                throw new MetaFormerException("folder '" + folder + "' has archives of other splits, but none of '"
                        + split.get().requested() + "'");
            }
        }
        return ArchiveDataset.open(archives, ArchiveDataset.ArchiveName.IS_A_FOLDER, folder.toString(), options);
    }

    private static List<String> words(Path file) {
        return Arrays.asList(
                file.getFileName().toString().toLowerCase(Locale.ROOT).split("[^a-z0-9]+"));
    }

    /** The folder of the wanted split, or the given one if it is not divided into splits. */
    private Path splitFolder(Path folder) throws IOException {
        if (split.isEmpty()) {
            return folder;
        }
        for (String name : split.get().names()) {
            if (isDivision(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (Split.isKnown(entry.getFileName().toString()) && isDivision(entry)) {
                    throw new MetaFormerException("data set '" + folder + "' has the split '" + entry.getFileName()
                            + "', but not the wanted '" + split.get().requested() + "'");
                }
            }
        }
        return folder;
    }

    /** A folder that holds a data set of its own, not the pictures of a class that is called like a split. */
    private static boolean isDivision(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(entry -> {
                String name = entry.getFileName().toString();
                return Files.isDirectory(entry) || name.endsWith(".tar") || IdxFiles.isImages(name);
            });
        }
    }
}
