package io.metaformer4j.benchmarks.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // where links need a privilege
class LinkedPicturesTest {

    @TempDir
    private Path folder;

    @Test
    void are_spread_over_all_classes_of_the_folder() throws IOException {
        for (String name : List.of("cat/1.jpg", "cat/2.jpg", "cat/3.JPEG", "dog/1.jpg", "dog/2.jpg", "dog/3.jpg")) {
            file(name);
        }
        file("dog/notes.txt");
        assertThat(linked(4))
                .containsExactly(
                        "class00000/000000.jpg",
                        "class00000/000001.jpg",
                        "class00001/000002.jpg",
                        "class00001/000003.jpg");
    }

    @Test
    void are_linked_again_where_there_are_too_few() throws IOException {
        file("cat/1.jpg");
        file("dog/1.jpg");
        assertThat(linked(6)).hasSize(6);
        assertThat(folder.resolve("links/class00000/000002.jpg").toRealPath())
                .isEqualTo(folder.resolve("pictures/cat/1.jpg").toRealPath());
    }

    @Test
    void of_one_folder_are_dealt_out_to_ten_classes() throws IOException {
        file("1.jpg");
        file("2.jpg");
        assertThat(linked(20)).hasSize(20).contains("class00000/000010.jpg", "class00009/000019.jpg");
    }

    @Test
    void cannot_be_made_of_nothing() throws IOException {
        file("dog/notes.txt");
        assertThatThrownBy(() -> linked(4))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("holds no .jpg or .jpeg files");
    }

    private void file(String name) throws IOException {
        Path file = folder.resolve("pictures").resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    private List<String> linked(int count) throws IOException {
        Path links = folder.resolve("links");
        LinkedPictures.link(folder.resolve("pictures"), links, count);
        try (Stream<Path> files = Files.walk(links)) {
            return files.filter(Files::isSymbolicLink)
                    .map(file -> links.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
