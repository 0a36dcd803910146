package io.metaformer4j.evaluation.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.FoundPictures;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.vision.labels.UnknownClasses;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledPicturesTest {

    private static final Optional<LabelSet> CIFAR = Optional.of(LabelSet.cifar10());

    @TempDir
    private Path folder;

    private void write(String... classes) throws IOException {
        for (String name : classes) {
            TestPictures.write(
                    TestPictures.picture(1, 4, 4), folder.resolve(name).resolve("1.png"));
        }
    }

    private Dataset<ClassTarget> open(DatasetOptions options, Optional<LabelSet> classifier) throws IOException {
        return LabelledPictures.open(folder.toString(), options, classifier);
    }

    @Test
    void folders_called_as_some_classes_get_the_numbers_of_these_classes() throws IOException {
        write("cat", "truck");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard(), CIFAR)) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.target(0).label()).isEqualTo(3);
            assertThat(dataset.target(1).label()).isEqualTo(9);
            assertThat(dataset.classNames()).isEqualTo(LabelSet.cifar10().names());
        }
    }

    @Test
    void wordnet_ids_get_their_imagenet_numbers() throws IOException {
        write("n01443537", "n15075141");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard(), Optional.of(LabelSet.imageNet1k()))) {
            assertThat(dataset.target(0).label()).isEqualTo(1);
            assertThat(dataset.target(1).label()).isEqualTo(999);
        }
    }

    @Test
    void names_count_in_any_case_and_whatever_their_number() throws IOException {
        write("Truck", "SHIP", "dog/s1", "dog/s2");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard(), CIFAR)) {
            assertThat(List.of(
                            dataset.target(0).label(),
                            dataset.target(1).label(),
                            dataset.target(2).label(),
                            dataset.target(3).label()))
                    .containsExactlyInAnyOrder(5, 5, 8, 9);
            assertThat(dataset.notes()).isEmpty();
        }
    }

    @Test
    void one_unknown_name_beside_known_ones_is_refused_or_left_out() throws IOException {
        write("cat", "llama");
        assertThatThrownBy(() -> open(DatasetOptions.standard(), CIFAR))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("'llama'", "10 known ones", "leave them out");
        DatasetOptions leftOut = DatasetOptions.standard().withUnknownClasses(UnknownClasses.LEFT_OUT);
        try (Dataset<ClassTarget> dataset = open(leftOut, CIFAR)) {
            assertThat(dataset.size()).isEqualTo(1);
            assertThat(dataset.target(0).label()).isEqualTo(3);
            assertThat(dataset.notes()).singleElement().asString().contains("1 pictures", "llama");
        }
        assertThatThrownBy(() -> open(leftOut, Optional.of(LabelSet.fashionMnist())))
                .hasMessageContainingAll("'cat', 'llama'", "take them in their order");
    }

    @Test
    void positions_count_only_where_no_name_is_known_and_this_is_noted() throws IOException {
        write("chat", "chien");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard(), CIFAR)) {
            assertThat(dataset.target(0).label()).isEqualTo(0);
            assertThat(dataset.target(1).label()).isEqualTo(1);
            assertThat(dataset.notes()).singleElement().asString().contains("no class", "in their order");
        }
    }

    @Test
    void folders_called_by_numbers_have_these_numbers() throws IOException {
        write("3", "07");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard(), CIFAR)) {
            assertThat(List.of(dataset.target(0).label(), dataset.target(1).label()))
                    .containsExactlyInAnyOrder(3, 7);
            assertThat(dataset.notes()).singleElement().asString().contains("numbers");
        }
    }

    /** ImageNet-V2 calls its folders 0 to 999; in the order of text, 10 would be the class 2. */
    @Test
    void folders_of_imagenet_v2_are_the_classes_of_their_numbers() throws IOException {
        write("0", "1", "2", "10", "100", "999");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard(), Optional.of(LabelSet.imageNet1k()))) {
            requireNumbers(dataset, 6);
        }
    }

    @Test
    void a_model_without_class_names_has_numbers_for_them() throws IOException {
        write("3", "07");
        try (LoadedModel model = TinyModels.model(10);
                Dataset<ClassTarget> dataset =
                        LabelledPictures.open(folder.toString(), DatasetOptions.standard(), model)) {
            assertThat(List.of(dataset.target(0).label(), dataset.target(1).label()))
                    .containsExactlyInAnyOrder(3, 7);
            assertThat(dataset.notes()).singleElement().asString().contains("numbers");
        }
        try (Dataset<ClassTarget> positions = open(DatasetOptions.standard(), Optional.empty())) {
            assertThat(List.of(positions.target(0).label(), positions.target(1).label()))
                    .containsExactlyInAnyOrder(0, 1);
        }
    }

    @Test
    void numbers_that_a_model_without_class_names_lacks_are_names_like_others() throws IOException {
        write("3", "10");
        try (LoadedModel model = TinyModels.model(10);
                Dataset<ClassTarget> dataset =
                        LabelledPictures.open(folder.toString(), DatasetOptions.standard(), model)) {
            assertThat(List.of(dataset.target(0).label(), dataset.target(1).label()))
                    .containsExactlyInAnyOrder(0, 1);
            assertThat(dataset.notes()).singleElement().asString().contains("in their order");
        }
    }

    @Test
    void all_numbers_from_0_on_are_right_by_their_order_too() throws IOException {
        write("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard(), Optional.empty())) {
            requireNumbers(dataset, 12);
        }
    }

    private static void requireNumbers(Dataset<ClassTarget> dataset, int pictures) {
        assertThat(dataset.size()).isEqualTo(pictures);
        for (int i = 0; i < pictures; i++) {
            assertThat(dataset.name(i)).isEqualTo(dataset.target(i).label() + "/1.png");
        }
    }

    @Test
    void without_class_names_folders_are_numbered_in_order() throws IOException {
        write("cat", "truck");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard(), Optional.empty())) {
            assertThat(dataset.target(1).label()).isEqualTo(1);
            assertThat(dataset.notes()).singleElement().asString().contains("in their order");
        }
    }

    @Test
    void a_class_map_decides_alone() throws IOException {
        write("cat", "truck");
        ClassMap map = ClassMap.of(Map.of("cat", 7, "truck", 2), "test");
        try (Dataset<ClassTarget> dataset = open(DatasetOptions.standard().withClassMap(map), CIFAR)) {
            assertThat(dataset.target(0).label()).isEqualTo(7);
            assertThat(dataset.target(1).label()).isEqualTo(2);
        }
    }

    @Test
    void the_data_are_looked_through_once_whichever_way_their_classes_are_called() throws IOException {
        write("chat", "chien");
        FoundPictures found = Datasets.find(folder.toString(), DatasetOptions.standard());
        for (String name : List.of("chat", "chien")) {
            Files.delete(folder.resolve(name).resolve("1.png"));
            Files.delete(folder.resolve(name));
        }

        try (Dataset<ClassTarget> dataset = LabelledPictures.label(found, DatasetOptions.standard(), CIFAR)) {
            assertThat(dataset.size()).isEqualTo(2);
            assertThat(dataset.notes()).singleElement().asString().contains("no class", "in their order");
        }
    }
}
