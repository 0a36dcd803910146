package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.members;
import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.tar;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.vision.labels.UnknownClassesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that is gone after the search shows that labelling does not open it again. */
class FoundPicturesTest {

    @TempDir
    private Path folder;

    private FoundPictures found(byte[] archive) throws IOException {
        Path file = write(folder.resolve("data.tar"), archive);
        FoundPictures found = Datasets.find(file.toString(), DatasetOptions.standard());
        Files.delete(file);
        return found;
    }

    @Test
    void class_folders_of_an_archive_are_labelled_several_times_after_one_search() throws IOException {
        FoundPictures found = found(tar(members("cat/1.png", png(1), "dog/2.png", png(2), "dog/3.png", png(3))));

        assertThatThrownBy(() -> found.labelled(ClassMap.byName(List.of("ship", "cat")), UnknownClasses.REFUSED))
                .isInstanceOf(UnknownClassesException.class)
                .hasMessageContaining("dog");
        try (Dataset<ClassTarget> some =
                        found.labelled(ClassMap.byName(List.of("ship", "cat")), UnknownClasses.LEFT_OUT);
                Dataset<ClassTarget> all = found.labelled()) {
            assertThat(some.size()).isEqualTo(1);
            assertThat(some.target(0)).isEqualTo(new ClassTarget(1));
            assertThat(some.notes()).hasSize(1);
            assertThat(all.size()).isEqualTo(3);
            assertThat(all.classNames()).containsExactly("cat", "dog");
            assertThat(all.notes()).isEmpty();
        }
    }

    @Test
    void shards_are_labelled_several_times_after_one_search() throws IOException {
        FoundPictures found =
                found(tar(members("1.png", png(1), "1.cls", text("dog"), "2.png", png(2), "2.cls", text("cat"))));

        try (Dataset<ClassTarget> mapped =
                        found.labelled(ClassMap.byName(List.of("dog", "ship", "cat")), UnknownClasses.REFUSED);
                Dataset<ClassTarget> inOrder = found.labelled()) {
            assertThat(mapped.target(0)).isEqualTo(new ClassTarget(0));
            assertThat(mapped.target(1)).isEqualTo(new ClassTarget(2));
            assertThat(inOrder.target(0)).isEqualTo(new ClassTarget(1));
        }
    }

    @Test
    void the_notes_of_the_search_are_told_once_with_every_labelling() throws IOException {
        Path parts = folder.resolve("parts");
        write(parts.resolve("train/cat/1.png"), png(1));
        write(parts.resolve("train/dog/1.png"), png(2));
        write(parts.resolve("other/dog/1.png"), png(2));
        FoundPictures found =
                Datasets.find(parts.toString(), DatasetOptions.standard().withSplit("train"));

        for (int i = 0; i < 2; i++) {
            try (Dataset<ClassTarget> dataset = found.labelled()) {
                assertThat(dataset.notes()).singleElement().asString().contains("'other'");
            }
        }
    }
}
