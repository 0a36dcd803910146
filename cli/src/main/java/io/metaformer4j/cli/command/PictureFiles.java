package io.metaformer4j.cli.command;

import io.metaformer4j.vision.names.ImageFileNames;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Finds the pictures in a folder and the folders in it, in the order of their names. */
public final class PictureFiles {

    private PictureFiles() {}

    /**
     * A picture, or a place that could not be looked at.
     *
     * @param file where it is
     * @param failure why it could not be looked at; empty for a picture
     */
    public record Found(Path file, Optional<IOException> failure) {}

    /**
     * Finds them. What is hidden is no picture of the user's; a folder that cannot be read does not hide those beside it.
     *
     * @param folder where to look, at any depth
     * @return what was found
     * @throws IOException if the folder itself cannot be looked at
     */
    public static List<Found> in(Path folder) throws IOException {
        List<Found> found = new ArrayList<>();
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                        return !inner.equals(folder) && isHidden(inner)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        // a link that leads nowhere is an error, unlike a pipe that is called like a picture
                        if ((attributes.isRegularFile() || attributes.isSymbolicLink()) && isPicture(file)) {
                            found.add(new Found(file, Optional.empty()));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        // a link to a folder around it shows what is found anyway
                        if (!(failure instanceof FileSystemLoopException)) {
                            found.add(new Found(file, Optional.of(failure)));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path inner, IOException failure) {
                        if (failure != null) {
                            found.add(new Found(inner, Optional.of(failure)));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        found.sort(Comparator.comparing(Found::file));
        return found;
    }

    private static boolean isHidden(Path path) {
        return ImageFileNames.isHidden(path.getFileName().toString());
    }

    private static boolean isPicture(Path file) {
        return ImageFileNames.isPicture(file.getFileName().toString());
    }
}
