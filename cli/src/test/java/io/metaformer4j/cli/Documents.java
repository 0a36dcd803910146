package io.metaformer4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What people read, and the files of the project that it speaks about. */
final class Documents {

    /** The folder of the whole project. */
    static final Path ROOT = Path.of("..");

    private static final Set<String> BUILT = Set.of("target", ".git", ".idea", ".settings");

    private Documents() {}

    /** The documents for people, from the README to the pages of the guide. */
    static List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>(List.of(
                ROOT.resolve("benchmarks/README.md"),
                ROOT.resolve("recipes/cifar10/README.md"),
                ROOT.resolve("recipes/invariance/README.md")));
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(all::add);
        }
        return all;
    }

    /** Everything in the project's folder that was not built there. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return BUILT.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("document '" + file + "' cannot be read", e);
        }
    }
}
