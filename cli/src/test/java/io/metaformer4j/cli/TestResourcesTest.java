package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where reference data lie. */
class TestResourcesTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void fixtures_have_a_subject_and_lie_where_the_reader_looks_for_them() throws IOException {
        for (Path resources : folders("src/test/resources")) {
            for (Path file : files(resources)) {
                Path place = resources.relativize(file);
                boolean fixture = place.startsWith("fixtures") && place.getNameCount() >= 3;
                assertThat(fixture || place.startsWith("META-INF"))
                        .as("%s belongs at fixtures/<subject>/<file>", file)
                        .isTrue();
            }
        }
    }

    @Test
    void no_fixture_is_stored_twice() throws IOException {
        List<Path> seen = new ArrayList<>();
        for (Path resources : folders("src/test/resources")) {
            seen.addAll(files(resources));
        }
        seen.addAll(files(ROOT.resolve("fixtures/src/main/resources")));
        for (int i = 0; i < seen.size(); i++) {
            for (int j = 0; j < i; j++) {
                boolean named = seen.get(i).getFileName().equals(seen.get(j).getFileName());
                if (named && Files.size(seen.get(i)) == Files.size(seen.get(j))) {
                    assertThat(Files.mismatch(seen.get(i), seen.get(j)))
                            .as("%s and %s; module fixtures has what several modules read", seen.get(i), seen.get(j))
                            .isNotEqualTo(-1);
                }
            }
        }
    }

    private static List<Path> folders(String name) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(ROOT)) {
            for (Path module : modules) {
                if (Files.isRegularFile(module.resolve("pom.xml")) && Files.isDirectory(module.resolve(name))) {
                    folders.add(module.resolve(name));
                }
            }
        }
        return folders;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
