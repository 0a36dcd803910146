package io.metaformer4j.vision.data.location;

import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.format.ArchivePictures;
import io.metaformer4j.vision.data.format.DiskArchive;
import io.metaformer4j.vision.data.format.FilePictures;
import io.metaformer4j.vision.data.format.PictureScans;
import io.metaformer4j.vision.data.format.idx.IdxFiles;
import io.metaformer4j.vision.data.format.idx.IdxPictures;
import io.metaformer4j.vision.data.layout.Split;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.vision.names.PrintableNames;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.NaturalOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder with a data set in it, and what kind of one it is. Splits right inside it are found without looking at the
 * other splits' pictures, which may be millions.
 */
final class DataFolder {

    /** Tiny ImageNet's list of the pictures of its validation split, which lie in one folder. */
    private static final String TINY_IMAGENET_LIST = "val_annotations.txt";

    private final Path folder;
    private final DatasetOptions options;
    private final PictureScans scans;
    private final List<Path> files = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    private DataFolder(Path folder, DatasetOptions options, PictureScans scans) throws IOException {
        this.folder = folder;
        this.options = options;
        this.scans = scans;
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (ImageFileNames.isHidden(entry.getFileName().toString())) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    folders.add(entry);
                } else if (Files.isRegularFile(entry)) {
                    files.add(entry);
                }
            }
        }
    }

    static FoundPictures find(Path folder, DatasetOptions options, PictureScans scans) throws IOException {
        return new DataFolder(folder, options, scans).find();
    }

    private FoundPictures find() throws IOException {
        Optional<Split> split = options.split().map(Split::of);
        if (split.isPresent()) {
            Optional<FoundPictures> part = findSplit(split.get());
            if (part.isPresent()) {
                return part.get();
            }
        }
        List<Path> images =
                files.stream().filter(file -> IdxFiles.isImages(leaf(file))).toList();
        if (!images.isEmpty()) {
            return IdxPictures.find(IdxFiles.choose(images, split, folder), options);
        }
        List<Path> archives = files.stream()
                .filter(file -> isArchive(leaf(file)))
                .sorted((a, b) -> NaturalOrder.INSTANCE.compare(a.toString(), b.toString()))
                .toList();
        if (!archives.isEmpty()) {
            requireNoPictureFolders(archives);
            return findArchives(archives);
        }
        Path list = folder.resolve(TINY_IMAGENET_LIST);
        if (files.contains(list) && Files.isDirectory(folder.resolve("images"))) {
            return FilePictures.table(list, folder.resolve("images"), options.withoutSplit(), scans);
        }
        return FilePictures.folders(folder, options, scans);
    }

    /** The folder or table of a split; empty if this folder is not divided in that way. */
    private Optional<FoundPictures> findSplit(Split split) throws IOException {
        List<String> splitFolders = splitFolders();
        List<String> chosen = split.choose(splitFolders);
        if (chosen.size() == 1) {
            FoundPictures found = find(folder.resolve(chosen.get(0)), options.withoutSplit(), scans);
            List<String> others = otherPictures();
            if (others.isEmpty()) {
                return Optional.of(found);
            }
            return Optional.of(found.withNote("the folders " + PrintableNames.quoted(others) + " beside the parts "
                    + PrintableNames.quoted(splitFolders) + " hold pictures, too, which are left out"));
        }
        if (!chosen.isEmpty()) {
            throw split.severalNames(folder.toString(), chosen);
        }
        Optional<Path> table = table(split);
        if (table.isPresent()) {
            return Optional.of(FilePictures.table(table.get(), folder, options.withoutSplit(), scans));
        }
        if (!splitFolders.isEmpty()) {
            throw missing(split, splitFolders);
        }
        return Optional.empty();
    }

    private static String leaf(Path file) {
        return file.getFileName().toString();
    }

    private static boolean isArchive(String leaf) {
        return leaf.toLowerCase(Locale.ROOT).endsWith(".tar");
    }

    private static String base(Path file) {
        String leaf = leaf(file);
        int dot = leaf.lastIndexOf('.');
        return dot <= 0 ? leaf : leaf.substring(0, dot);
    }

    /** Names of the folders that are called like no split, but hold pictures, maybe in class folders. */
    private List<String> otherPictures() throws IOException {
        List<String> others = new ArrayList<>();
        for (Path entry : folders) {
            if (Split.partOf(leaf(entry)).isEmpty() && holdsPictures(entry, 2)) {
                others.add(leaf(entry));
            }
        }
        return others;
    }

    private static boolean holdsPictures(Path folder, int depth) throws IOException {
        try (Stream<Path> inside = Files.walk(folder, depth)) {
            return inside.filter(file -> ImageFileNames.isPicture(leaf(file)))
                    .anyMatch(file ->
                            !ImageFileNames.isHiddenPath(folder.relativize(file).toString()));
        }
    }

    private MetaFormerException missing(Split split, List<String> splitFolders) {
        List<String> flat = split.choose(folders.stream().map(DataFolder::leaf).toList());
        if (flat.isEmpty()) {
            return split.missing(folder.toString(), splitFolders);
        }
        return new MetaFormerException("data set '" + folder + "' has class folders in "
                + PrintableNames.quoted(splitFolders) + ", but none in " + PrintableNames.quoted(flat)
                + ", which should be the split '" + split.requested()
                + "'; put each class into a folder of its own, or list path and label in " + flat.get(0) + ".csv");
    }

    /** Names of the folders that are splits: they hold a data set of their own, not the pictures of a class. */
    private List<String> splitFolders() throws IOException {
        List<String> holders = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Path entry : folders) {
            // only folders that are called like a split are looked into: there may be thousands of class folders
            String name = leaf(entry);
            boolean holder = Split.partOf(name).isPresent()
                    || name.equalsIgnoreCase(options.split().orElse(""));
            (holder && holdsData(entry) ? holders : others).add(name);
        }
        List<String> splitFolders = new ArrayList<>(Split.splitFolders(holders, others));
        holders.stream()
                .filter(name -> name.equals(options.split().orElse("")))
                .filter(name -> !splitFolders.contains(name))
                .forEach(splitFolders::add);
        return splitFolders;
    }

    private static boolean holdsData(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(entry -> !ImageFileNames.isHidden(leaf(entry))
                    && (Files.isDirectory(entry)
                            || (Files.isRegularFile(entry)
                                    && (isArchive(leaf(entry)) || IdxFiles.isImages(leaf(entry))))));
        }
    }

    /** The table that is called like the split and nothing else; others beside class folders may hold anything. */
    private Optional<Path> table(Split split) {
        Map<String, Path> tables = new TreeMap<>();
        for (Path file : files) {
            String extension = ImageFileNames.extension(leaf(file));
            boolean plain = Split.isPlain(base(file)) || base(file).equalsIgnoreCase(split.requested());
            if (plain && (extension.equals("csv") || extension.equals("tsv"))) {
                tables.putIfAbsent(base(file), file);
            }
        }
        return split.choose(tables.keySet()).stream().findFirst().map(tables::get);
    }

    private void requireNoPictureFolders(List<Path> archives) throws IOException {
        for (Path entry : folders) {
            if (holdsPictures(entry, Integer.MAX_VALUE)) {
                throw new MetaFormerException("folder '" + folder + "' holds archives ('" + leaf(archives.get(0))
                        + "') as well as folders of pictures ('" + leaf(entry) + "'); keep one of them, or name the one"
                        + " that is meant");
            }
        }
    }

    private FoundPictures findArchives(List<Path> archives) throws IOException {
        Map<String, Path> byName = new TreeMap<>(NaturalOrder.INSTANCE);
        archives.forEach(file -> byName.put(base(file), file));
        Optional<Split> split = options.split().map(Split::of);
        List<Path> chosen = split.map(wanted -> wanted.chooseAll(byName.keySet())).orElse(List.of()).stream()
                .map(byName::get)
                .toList();
        if (chosen.size() == 1) {
            return Datasets.findFile(chosen.get(0), options.withoutSplit(), scans);
        }
        if (!chosen.isEmpty()) {
            return findArchives(chosen, options.withoutSplit());
        }
        if (split.isPresent()
                && byName.keySet().stream().allMatch(name -> Split.partOf(name).isPresent())) {
            throw new MetaFormerException("folder '" + folder + "' has archives of other splits, but none of '"
                    + split.get().requested() + "'; there are " + PrintableNames.quoted(byName.keySet()));
        }
        return findArchives(archives, options);
    }

    private FoundPictures findArchives(List<Path> archives, DatasetOptions inside) throws IOException {
        return ArchivePictures.find(
                archives.stream().map(DiskArchive::new).toList(),
                ArchivePictures.ArchiveName.IS_A_FOLDER,
                folder.toString(),
                inside,
                scans);
    }
}
