package io.metaformer4j.vision.data;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.File;
import java.io.IOException;
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

/** Finds the pictures below a folder. Links are followed; what is hidden, no picture or no regular file is not one. */
final class PictureFinder extends SimpleFileVisitor<Path> {

    private final Path root;
    private final List<FolderSamples.Picture<Path>> pictures = new ArrayList<>();
    private final Map<String, List<String>> foldersOf = new HashMap<>();
    private final BarrenFolders barren = new BarrenFolders();

    private PictureFinder(Path root) {
        this.root = root;
    }

    static PictureFinder walk(Path root) throws IOException {
        PictureFinder finder = new PictureFinder(root);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, finder);
        return finder;
    }

    List<FolderSamples.Picture<Path>> pictures() {
        return pictures;
    }

    List<String> notes() {
        return barren.notes();
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace(File.separatorChar, '/');
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.equals(root)) {
            return FileVisitResult.CONTINUE;
        }
        if (ImageNames.isHidden(folder.getFileName().toString())) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        barren.addFolder(name(folder));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String leaf = file.getFileName().toString();
        if (ImageNames.isHidden(leaf)) {
            return FileVisitResult.CONTINUE;
        }
        String name = name(file);
        // a link that leads nowhere is a picture that will be found broken, not one that was never there
        boolean fileOrLink = attributes.isRegularFile() || attributes.isSymbolicLink();
        if (fileOrLink && ImageNames.isPicture(leaf)) {
            // one list for all pictures of a folder: there may be millions
            List<String> folders =
                    foldersOf.computeIfAbsent(ImageNames.folder(name), folder -> ImageNames.folders(name));
            pictures.add(new FolderSamples.Picture<>(name, folders, file));
            barren.addPicture(name);
        } else {
            barren.addOther(name);
        }
        return FileVisitResult.CONTINUE;
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
