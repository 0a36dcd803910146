package io.metaformer4j.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The code of all modules, as classes and as files. */
final class ProjectCode {

    /** What protoc writes from the schema of ONNX. */
    private static final String GENERATED = "/io/metaformer4j/onnx/schema/";

    /**
     * All classes but those of tests, those that are generated, and those of the benchmarks, which nothing depends on: only rules
     * about files see these.
     */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains(GENERATED))
            .importPackages("io.metaformer4j");

    private ProjectCode() {}

    /** The sources of all modules, benchmarks included; kind is {@code main} or {@code test}. */
    static List<Path> sources(String kind) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."))) {
            for (Path module : modules) {
                Path root = module.resolve("src").resolve(kind).resolve("java");
                if (Files.isDirectory(root)) {
                    try (Stream<Path> files = Files.walk(root)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    static boolean isType(Path file) {
        return !file.endsWith("package-info.java") && !file.endsWith("module-info.java");
    }
}
