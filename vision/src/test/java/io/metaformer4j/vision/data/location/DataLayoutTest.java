package io.metaformer4j.vision.data.location;

import static io.metaformer4j.vision.data.TestFiles.png;
import static io.metaformer4j.vision.data.TestFiles.tar;
import static io.metaformer4j.vision.data.TestFiles.text;
import static io.metaformer4j.vision.data.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.TestFiles;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders and archives as people have them; each layout is tried on disk and inside an archive. */
class DataLayoutTest {

    @TempDir
    Path root;

    private Path data;
    private Path archive;

    /** Writes the same files into a folder and into an archive. */
    private void layout(String... files) throws IOException {
        data = Files.createDirectory(root.resolve("data"));
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (String file : files) {
            write(data.resolve(file), png(1));
            members.put(file, png(1));
        }
        archive = write(root.resolve("archive/all.tar"), tar(members));
    }

    private List<Path> both() {
        return List.of(data, archive);
    }

    private static Dataset open(Path path, String split) throws IOException {
        return Datasets.open(path, DatasetOptions.standard().withSplit(split));
    }

    private static List<String> names(Dataset dataset) {
        return IntStream.range(0, dataset.size()).mapToObj(dataset::name).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "Train, Val",
        "TRAIN, TEST",
        "images/train, images/val",
        "trainset, valset",
        "seg_train/seg_train, seg_test/seg_test",
        "Training, Testing",
        "train2017, val2017",
        "my data/v1/train, my data/v1/valid",
    })
    void finds_splits_by_the_words_in_their_names(String train, String validation) throws IOException {
        layout(train + "/a/1.png", train + "/b/1.png", train + "/b/2.png", validation + "/a/3.png");
        for (Path path : both()) {
            try (Dataset trained = open(path, "train");
                    Dataset validated = open(path, "validation")) {
                assertThat(names(trained)).as("%s", path).hasSize(3);
                assertThat(trained.classNames()).containsExactly("a", "b");
                assertThat(names(validated)).hasSize(1).allMatch(name -> name.endsWith("a/3.png"));
            }
        }
    }

    @Test
    void finds_splits_below_the_classes() throws IOException {
        layout("cat/train/1.png", "cat/val/2.png", "dog/train/3.png", "dog/val/4.png", "dog/val/5.png");
        for (Path path : both()) {
            try (Dataset trained = open(path, "train");
                    Dataset validated = open(path, "validation");
                    Dataset all = Datasets.open(path, DatasetOptions.standard())) {
                assertThat(names(trained)).containsExactly("cat/train/1.png", "dog/train/3.png");
                assertThat(names(validated)).containsExactly("cat/val/2.png", "dog/val/4.png", "dog/val/5.png");
                assertThat(validated.classNames()).containsExactly("cat", "dog");
                assertThat(all.size()).isEqualTo(5);
                assertThat(all.classNames()).containsExactly("cat", "dog");
            }
        }
    }

    @Test
    void splits_without_class_folders_are_no_classes() throws IOException {
        layout("train/1.png", "val/2.png");
        for (Path path : both()) {
            for (String split : List.of("train", "validation")) {
                assertThatThrownBy(() -> open(path, split))
                        .isInstanceOf(MetaFormerException.class)
                        .hasMessageContainingAll("'train', 'val'", "no class folders");
            }
        }
    }

    @Test
    void says_which_split_has_no_class_folders() throws IOException {
        layout("train/a/1.png", "val/2.png");
        assertThatThrownBy(() -> open(data, "validation"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("none in 'val'", "val.csv");
    }

    @Test
    void refuses_splits_that_are_not_there_with_the_names_of_those_that_are() throws IOException {
        layout("Training/a/1.png", "Training/b/1.png");
        for (Path path : both()) {
            assertThatThrownBy(() -> open(path, "validation")).hasMessageContainingAll("'Training'", "'validation'");
            assertThatThrownBy(() -> open(path, "holdout")).hasMessageContainingAll("'Training'", "'holdout'");
        }
    }

    @Test
    void a_part_of_an_own_name_is_not_the_whole() throws IOException {
        layout("a/1.png", "b/1.png");
        for (Path path : both()) {
            assertThatThrownBy(() -> open(path, "holdout")).hasMessageContaining("no part 'holdout'");
            try (Dataset whole = open(path, "train")) {
                assertThat(whole.size()).isEqualTo(2);
            }
        }
    }

    @Test
    void several_folders_for_one_split_are_told_apart_by_name() throws IOException {
        layout("train2014/a/1.png", "train2017/b/1.png", "val/a/1.png");
        for (Path path : both()) {
            assertThatThrownBy(() -> open(path, "train")).hasMessageContainingAll("'train2014', 'train2017'", "name");
            try (Dataset one = open(path, "train2017")) {
                assertThat(one.classNames()).containsExactly("b");
            }
        }
    }

    @Test
    void folders_that_only_hold_the_pictures_of_a_class_are_no_classes() throws IOException {
        layout("n01/images/1.png", "n02/images/1.png", "n03/2.png");
        for (Path path : both()) {
            try (Dataset dataset = Datasets.open(path, DatasetOptions.standard())) {
                assertThat(dataset.classNames()).containsExactly("n01", "n02", "n03");
                assertThat(dataset.notes()).anyMatch(note -> note.contains("'images'"));
            }
        }
    }

    @Test
    void reads_tiny_imagenet() throws IOException {
        layout("train/n01/images/n01_0.png", "train/n02/images/n02_0.png", "val/images/val_0.png", "test/images/x.png");
        write(data.resolve("val/val_annotations.txt"), text("val_0.png\tn02\t0\t0\t62\t62\n"));
        try (TrainingSplits splits =
                TrainingSplits.open(data.toString(), DatasetOptions.standard(), "train", "validation")) {
            assertThat(splits.train().classNames()).containsExactly("n01", "n02");
            assertThat(splits.validation().size()).isEqualTo(1);
            assertThat(splits.validation().label(0)).isEqualTo(1);
            assertThat(TestFiles.shade(splits.validation(), 0)).isEqualTo(1);
        }
    }

    @Test
    void folders_of_one_name_in_several_places_are_refused_until_a_class_map_says_what_they_are() throws IOException {
        layout("cat/s1/1.png", "cat/s2/1.png", "dog/s1/1.png", "dog/s3/1.png");
        ClassMap map = ClassMap.of(Map.of("cat", 0, "dog", 1), "test");
        for (Path path : both()) {
            assertThatThrownBy(() -> Datasets.open(path, DatasetOptions.standard()))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("'cat/s1', 'dog/s1'", "class map");
            try (Dataset dataset = Datasets.open(path, DatasetOptions.standard().withClassMap(map))) {
                assertThat(dataset.label(0)).isZero();
                assertThat(dataset.label(3)).isEqualTo(1);
            }
        }
    }

    @Test
    void classes_of_deeper_folders_are_noted() throws IOException {
        layout("dog/s1/1.png", "cat/s2/1.png", "bird/1.png");
        for (Path path : both()) {
            try (Dataset dataset = Datasets.open(path, DatasetOptions.standard())) {
                assertThat(dataset.classNames()).containsExactly("bird", "s1", "s2");
                assertThat(dataset.notes()).singleElement().asString().contains("innermost", "cat/s2");
            }
        }
    }

    @Test
    void hidden_folders_and_leftovers_of_systems_are_no_classes() throws IOException {
        layout(
                "a/1.png",
                "b/1.png",
                ".ipynb_checkpoints/1.png",
                "__MACOSX/a/1.png",
                "a/._1.png",
                "a/.thumbs/2.png",
                "@eaDir/x/1.png",
                "lost+found/1.png",
                "b/@eaDir/1.png");
        for (Path path : both()) {
            try (Dataset dataset = Datasets.open(path, DatasetOptions.standard())) {
                assertThat(names(dataset)).as("%s", path).containsExactly("a/1.png", "b/1.png");
            }
        }
    }

    @Test
    void a_hidden_folder_does_not_make_a_split_of_a_class() throws IOException {
        layout("boat/1.png", "train/1.png", "train/.ipynb_checkpoints/1.png");
        for (Path path : both()) {
            try (Dataset dataset = open(path, "train")) {
                assertThat(dataset.classNames()).containsExactly("boat", "train");
                assertThat(dataset.notes()).anyMatch(note -> note.contains("'train'"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tif", "TIFF", "jfif"})
    void pictures_of_every_kind_that_is_decoded_are_found(String extension) throws IOException {
        layout("a/1." + extension, "b/1.png");
        for (Path path : both()) {
            try (Dataset dataset = Datasets.open(path, DatasetOptions.standard())) {
                assertThat(dataset.classNames()).containsExactly("a", "b");
            }
        }
    }

    @Test
    void a_class_without_pictures_does_not_vanish_without_a_word() throws IOException {
        layout("a/1.png", "b/1.heic");
        for (Path path : both()) {
            try (Dataset dataset = Datasets.open(path, DatasetOptions.standard())) {
                assertThat(dataset.notes()).singleElement().asString().contains("'b'", "1.heic");
            }
        }
        Files.delete(data.resolve("b/1.heic"));
        try (Dataset dataset = Datasets.open(data, DatasetOptions.standard())) {
            assertThat(dataset.notes()).containsExactly("there are empty folders: 'b'");
        }
    }

    @Test
    void pictures_beside_splits_and_outside_of_classes_are_noted() throws IOException {
        layout("train/a/1.png", "train/b/1.png", "train/x.png", "extra/a/1.png");
        for (Path path : both()) {
            for (DatasetOptions options : List.of(
                    DatasetOptions.standard(),
                    DatasetOptions.standard().withClassMap(ClassMap.byName(List.of("a", "b"))))) {
                try (Dataset dataset = Datasets.open(path, options.withSplit("train"))) {
                    assertThat(dataset.size()).isEqualTo(2);
                    assertThat(dataset.notes())
                            .anyMatch(note -> note.contains("extra"))
                            .anyMatch(note -> note.contains("1 picture outside of class folders"));
                }
            }
        }
    }

    @Test
    void archives_beside_folders_of_pictures_are_refused() throws IOException {
        layout("cats/1.png", "dogs/1.png");
        write(data.resolve("cats.tar"), tar(Map.of("1.png", png(1))));
        assertThatThrownBy(() -> Datasets.open(data, DatasetOptions.standard()))
                .hasMessageContainingAll("cats.tar", "'cats'");
    }
}
