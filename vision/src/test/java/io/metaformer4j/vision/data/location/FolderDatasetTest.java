package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.shade;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FolderDatasetTest {

    @TempDir
    Path root;

    private static List<String> names(Dataset<ClassTarget> dataset) {
        return IntStream.range(0, dataset.size()).mapToObj(dataset::name).toList();
    }

    private static List<Integer> labels(Dataset<ClassTarget> dataset) {
        return IntStream.range(0, dataset.size())
                .mapToObj(index -> dataset.target(index).label())
                .toList();
    }

    @Test
    void sorts_classes_and_files_naturally_as_timm_does() throws IOException {
        for (String name : List.of("class10/b.png", "class10/a10.png", "class10/a9.png", "Class2/x.png")) {
            write(root.resolve(name), png(1));
        }

        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            assertThat(dataset.classNames()).containsExactly("Class2", "class10");
            assertThat(names(dataset))
                    .containsExactly("Class2/x.png", "class10/a9.png", "class10/a10.png", "class10/b.png");
            assertThat(labels(dataset)).containsExactly(0, 1, 1, 1);
        }
    }

    /** Their pictures were read from the wrong folder. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void folders_whose_names_are_no_text_and_so_look_alike_are_refused() throws Exception {
        write(root.resolve("1.png"), png(1));
        String script = "for name in '\\376' '\\377'; do"
                + " folder=\"data/$(printf \"$name\")\" && mkdir -p \"$folder\" && cp 1.png \"$folder\"; done";
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(root.toFile())
                .inheritIO()
                .start();
        assertThat(shell.waitFor()).isZero();

        assertThatThrownBy(() -> Datasets.open(root.resolve("data"), DatasetOptions.standard()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("several folders that all read", "locale", "LC_ALL=C.UTF-8");
    }

    @Test
    void reads_the_picture_of_the_index() throws IOException {
        for (int i = 0; i < 5; i++) {
            write(root.resolve("c/" + i + ".png"), png(40 * i));
        }

        try (Dataset<ClassTarget> dataset = Datasets.open(root.toString(), DatasetOptions.standard())) {
            for (int i = 0; i < 5; i++) {
                assertThat(shade(dataset, i)).isEqualTo(40 * i);
            }
        }
    }

    @Test
    void takes_the_innermost_folder_as_class_at_any_depth() throws IOException {
        write(root.resolve("animals/pets/cat/1.png"), png(1));
        write(root.resolve("animals/dog/1.png"), png(2));
        write(root.resolve("more/bird/2.png"), png(3));

        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            assertThat(dataset.classNames()).containsExactly("bird", "cat", "dog");
            assertThat(names(dataset))
                    .containsExactly("animals/dog/1.png", "animals/pets/cat/1.png", "more/bird/2.png");
            assertThat(labels(dataset)).containsExactly(2, 1, 0);
        }
    }

    @Test
    void does_not_see_hidden_files_other_files_and_pictures_outside_class_folders() throws IOException {
        write(root.resolve("a/1.PNG"), png(1));
        write(root.resolve("a/._1.png"), png(1));
        write(root.resolve("a/notes.txt"), png(1));
        write(root.resolve(".cache/2.png"), png(1));
        write(root.resolve("montage.png"), png(1));
        Files.createDirectories(root.resolve("empty"));

        try (Dataset<ClassTarget> dataset = Datasets.open(root, DatasetOptions.standard())) {
            assertThat(names(dataset)).containsExactly("a/1.PNG");
            assertThat(dataset.classNames()).containsExactly("a");
        }
    }

    @Test
    void class_map_numbers_the_classes_and_leaves_unknown_folders_out() throws IOException {
        write(root.resolve("cat/part1/1.png"), png(1));
        write(root.resolve("dog/1.png"), png(1));
        write(root.resolve("bird/1.png"), png(1));
        ClassMap map = ClassMap.of(Map.of("dog", 0, "cat", 7), "test");

        try (Dataset<ClassTarget> dataset =
                Datasets.open(root, DatasetOptions.standard().withClassMap(map))) {
            assertThat(names(dataset)).containsExactly("cat/part1/1.png", "dog/1.png");
            assertThat(labels(dataset)).containsExactly(7, 0);
            assertThat(dataset.classNames()).hasSize(8).startsWith("dog", "1").endsWith("cat");
        }
    }

    @Test
    void wnid_folders_get_their_imagenet_index_even_if_only_some_exist() throws IOException {
        write(root.resolve("n04399382/1.png"), png(1));
        write(root.resolve("n01440764/1.png"), png(1));

        ClassMap map = ClassMap.of(LabelSet.imageNet1k());
        try (Dataset<ClassTarget> dataset =
                Datasets.open(root, DatasetOptions.standard().withClassMap(map))) {
            assertThat(labels(dataset)).containsExactly(0, 850);
            assertThat(dataset.classNames().get(850)).isEqualTo("teddy, teddy bear");
        }
    }

    @Test
    void finds_the_folder_of_a_split_by_its_synonyms() throws IOException {
        write(root.resolve("train/a/1.png"), png(1));
        write(root.resolve("train/a/2.png"), png(1));
        write(root.resolve("test/a/1.png"), png(1));

        try (Dataset<ClassTarget> train =
                        Datasets.open(root, DatasetOptions.standard().withSplit("training"));
                Dataset<ClassTarget> validation =
                        Datasets.open(root, DatasetOptions.standard().withSplit("validation"))) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(names(validation)).containsExactly("a/1.png");
        }
    }

    @Test
    void a_class_called_like_a_split_is_a_class() throws IOException {
        write(root.resolve("train/1.png"), png(1));
        write(root.resolve("boat/1.png"), png(1));

        try (Dataset<ClassTarget> dataset =
                Datasets.open(root, DatasetOptions.standard().withSplit("train"))) {
            assertThat(dataset.classNames()).containsExactly("boat", "train");
        }
    }

    @Test
    void refuses_to_validate_on_the_training_split() throws IOException {
        write(root.resolve("train/a/1.png"), png(1));

        assertThatThrownBy(() -> Datasets.open(root, DatasetOptions.standard().withSplit("validation")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll(root.toString(), "'train'", "'validation'");
    }

    @Test
    void says_what_is_missing() throws IOException {
        assertThatThrownBy(() -> Datasets.open(root, DatasetOptions.standard()))
                .hasMessageContainingAll(root.toString(), "no pictures", "class folders");
        assertThatThrownBy(() -> Datasets.open(root.resolve("nowhere"), DatasetOptions.standard()))
                .hasMessageContainingAll("nowhere", "does not exist");
        write(root.resolve("1.png"), png(1));
        assertThatThrownBy(() -> Datasets.open(root, DatasetOptions.standard()))
                .hasMessageContainingAll("none is in a class folder", "1.png", ".csv");
        write(root.resolve("a/1.png"), png(1));
        ClassMap map = ClassMap.of(Map.of("b", 0), "test");
        assertThatThrownBy(() -> Datasets.open(root, DatasetOptions.standard().withClassMap(map)))
                .hasMessageContainingAll("class map names", "1.png");
    }

    @Test
    void names_a_link_that_leads_back_up() throws IOException {
        write(root.resolve("a/1.png"), png(1));
        Files.createSymbolicLink(root.resolve("a/loop"), root);

        assertThatThrownBy(() -> Datasets.open(root, DatasetOptions.standard()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("loop", "link");
    }

    @Test
    void rejects_files_larger_than_allowed_when_they_are_read() throws IOException {
        write(root.resolve("a/1.png"), new byte[1000]);

        try (Dataset<ClassTarget> dataset =
                Datasets.open(root, DatasetOptions.standard().withMaxSampleBytes(999))) {
            assertThatThrownBy(() -> dataset.sample(0, new ReadBuffer()))
                    .isInstanceOf(ImageRejectedException.class)
                    .hasMessageContainingAll("1.png", "1000 bytes", "999");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void pipes_are_never_opened() throws Exception {
        write(root.resolve("data/a/1.png"), png(1));
        write(root.resolve("data/b/1.png"), png(1));
        for (String pipe : List.of("data/a/2.png", "pipe.tar", "pipe.csv", "train-images-idx3-ubyte", "pipe.png")) {
            assertThat(new ProcessBuilder("mkfifo", root.resolve(pipe).toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
        try (Dataset<ClassTarget> dataset = Datasets.open(root.resolve("data"), DatasetOptions.standard())) {
            assertThat(names(dataset)).containsExactly("a/1.png", "b/1.png");
        }
        for (String pipe : List.of("pipe.tar", "pipe.csv", "train-images-idx3-ubyte")) {
            assertThatThrownBy(() -> Datasets.open(root.resolve(pipe), DatasetOptions.standard()))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll(pipe, "pipe");
        }
        Path list = write(root.resolve("list.csv"), text("pipe.png,1\n"));
        try (Dataset<ClassTarget> dataset = Datasets.open(list, DatasetOptions.standard())) {
            assertThatThrownBy(() -> dataset.sample(0, new ReadBuffer()))
                    .isInstanceOf(ImageRejectedException.class)
                    .hasMessageContainingAll("pipe.png", "a pipe");
        }
    }
}
