package io.metaformer4j.vision.data.format;

import io.metaformer4j.vision.data.column.PictureNames;
import io.metaformer4j.vision.data.layout.FoldersWithoutPictures;
import io.metaformer4j.vision.data.layout.PictureTree;
import io.metaformer4j.vision.names.ImageFileNames;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;

/** Finds the pictures below a folder. Links are followed; what is hidden, no picture or no regular file is not one. */
final class PictureFinder extends SimpleFileVisitor<Path> {

    private final Path root;
    private final PictureNames names = new PictureNames();
    private final List<Path> folders = new ArrayList<>();
    private final List<List<String>> paths = new ArrayList<>();
    private final Deque<Folder> around = new ArrayDeque<>();
    private final FoldersWithoutPictures withoutPictures = new FoldersWithoutPictures();

    /** A folder that is being looked at; what its pictures have in common is kept once, for there may be millions. */
    private static final class Folder {
        private final Path path;
        private final String prefix;
        private final List<String> names;
        private boolean holdsPictures;

        Folder(Path path, String prefix) {
            this.path = path;
            this.prefix = prefix;
            this.names = ImageFileNames.folders(prefix);
        }
    }

    private PictureFinder(Path root) {
        this.root = root;
    }

    static PictureFinder walk(Path root) throws IOException {
        PictureFinder finder = new PictureFinder(root);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, finder);
        return finder;
    }

    PictureTree pictures() {
        return new PictureTree(names, names.folders(), paths);
    }

    /** Where the folders are, by their numbers. */
    List<Path> folders() {
        return folders;
    }

    List<String> notes() {
        return withoutPictures.notes();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (around.isEmpty()) {
            around.push(new Folder(folder, ""));
            return FileVisitResult.CONTINUE;
        }
        String leaf = folder.getFileName().toString();
        if (ImageFileNames.isHidden(leaf)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        String name = around.element().prefix + leaf;
        withoutPictures.addFolder(name);
        around.push(new Folder(folder, name + "/"));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
        around.pop();
        return super.postVisitDirectory(folder, failure);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String leaf = file.getFileName().toString();
        if (ImageFileNames.isHidden(leaf)) {
            return FileVisitResult.CONTINUE;
        }
        Folder folder = around.element();
        // a link that leads nowhere is a picture that will be found broken, not one that was never there
        boolean fileOrLink = attributes.isRegularFile() || attributes.isSymbolicLink();
        if (!fileOrLink || !ImageFileNames.isPicture(leaf)) {
            withoutPictures.addOther(folder.prefix + leaf);
            return FileVisitResult.CONTINUE;
        }
        names.add(folder.prefix, leaf);
        if (!folder.holdsPictures) {
            folder.holdsPictures = true;
            requireOwnName(folder);
            folders.add(folder.path);
            paths.add(folder.names);
            withoutPictures.addPicture(folder.prefix + leaf);
        }
        return FileVisitResult.CONTINUE;
    }

    /** Bytes that are no text in the locale all look alike, and pictures would be read from the wrong folder. */
    private void requireOwnName(Folder folder) {
        if (names.folders().size() == folders.size()) {
            throw new MetaFormerException("data set '" + root + "' has several folders that all read '" + folder.prefix
                    + "' in the locale of this system (" + System.getProperty("sun.jnu.encoding")
                    + "); set the one that their names were written in, for instance LC_ALL=C.UTF-8, or rename them");
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof FileSystemLoopException) {
            throw new MetaFormerException(
                    "data set '" + root + "' has a link '" + file + "' to a folder above it; remove the link", failure);
        }
        throw failure;
    }
}
