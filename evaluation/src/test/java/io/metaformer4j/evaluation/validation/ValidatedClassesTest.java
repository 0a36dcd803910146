package io.metaformer4j.evaluation.validation;

import static io.metaformer4j.evaluation.validation.SevenClasses.ALL;
import static io.metaformer4j.evaluation.validation.SevenClasses.CLASSES;
import static io.metaformer4j.evaluation.validation.SevenClasses.PER_CLASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.ClassSubset;
import io.metaformer4j.vision.labels.ReassessedLabels;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which class a picture counts for: reassessed labels, subsets of the classes, class maps. */
class ValidatedClassesTest {

    @TempDir
    private Path folder;

    private static SevenClasses data;

    @BeforeAll
    static void makePictures() throws IOException {
        data = new SevenClasses();
    }

    @AfterAll
    static void close() {
        data.close();
    }

    @BeforeEach
    void writePictures() throws IOException {
        data.write(folder);
    }

    @Test
    void any_of_the_reassessed_labels_is_right_and_pictures_without_one_do_not_count() throws IOException {
        StringBuilder json = new StringBuilder("[");
        long counted = 0;
        long right1 = 0;
        long right5 = 0;
        double loss = 0;
        int number = 0;
        for (Map.Entry<String, Integer> picture : data.labels().entrySet()) {
            List<Integer> right = number % 4 == 0 ? List.of() : List.of(number % CLASSES, (number + 2) % CLASSES);
            json.append(number++ == 0 ? "" : ",").append(right);
            loss += data.loss(picture.getKey(), picture.getValue(), ALL) / 63;
            if (!right.isEmpty()) {
                counted++;
                int best = right.stream()
                        .mapToInt(label -> data.rank(picture.getKey(), label, ALL))
                        .min()
                        .getAsInt();
                right1 += best == 0 ? 1 : 0;
                right5 += best < 5 ? 1 : 0;
            }
        }
        Path file = Files.writeString(folder.resolve("real.json"), json.append("]"));
        ValidationResult result =
                data.validate(folder, data.options().withReassessedLabels(ReassessedLabels.read(file)));
        assertThat(result.images()).isEqualTo(counted).isEqualTo(47);
        assertThat(result.unlabelled()).isEqualTo(16);
        assertThat(result.correct1()).isEqualTo(right1).isBetween(1L, counted - 1);
        assertThat(result.correct5()).isEqualTo(right5).isGreaterThan(right1);
        assertThat(result.loss()).isCloseTo(loss, within(1e-5));
    }

    @Test
    void reassessed_labels_that_are_all_empty_are_an_error() throws IOException {
        String empty = "[" + "[],".repeat(62) + "[]]";
        Path file = Files.writeString(folder.resolve("real.json"), empty);
        ValidationOptions options = data.options().withReassessedLabels(ReassessedLabels.read(file));
        assertThatThrownBy(() -> data.validate(folder, options))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("nothing to count");
    }

    @Test
    void only_the_columns_of_a_class_subset_are_compared() throws IOException {
        // the folders are the positions in the subset, as in ImageNet-A: class0 is output 1, class1 is 4
        List<Integer> valid = List.of(1, 4, 6);
        for (int label = 3; label < CLASSES; label++) {
            data.delete(folder, label);
        }
        long right1 = 0;
        double loss = 0;
        int pictures = 3 * PER_CLASS;
        for (Map.Entry<String, Integer> picture : data.labels().entrySet()) {
            if (picture.getValue() < 3) {
                int label = valid.get(picture.getValue());
                right1 += data.rank(picture.getKey(), label, valid) == 0 ? 1 : 0;
                loss += data.loss(picture.getKey(), label, valid) / pictures;
            }
        }
        ValidationOptions options = data.options().withClassSubset(ClassSubset.of(CLASSES, valid));
        List<PredictionSink.Answer> answers = new ArrayList<>();
        ValidationResult result;
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            result = Validator.of(data.model().network(), options)
                    .validate(dataset, ValidationListener.NONE, answers::add);
        }
        assertThat(result.images()).isEqualTo(pictures);
        assertThat(result.correct1()).isEqualTo(right1);
        assertThat(result.correct5()).isEqualTo(pictures); // all three are among the best five
        assertThat(result.loss()).isCloseTo(loss, within(1e-5));
        assertThat(answers.get(0).label()).isEqualTo(1);
        assertThat(answers.get(0).best().stream().map(PredictionSink.Scored::index))
                .containsExactlyInAnyOrderElementsOf(valid);
        assertThat(answers.get(0).best().stream()
                        .mapToDouble(PredictionSink.Scored::probability)
                        .sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void labels_of_a_complete_data_set_are_found_among_the_valid_ones() throws IOException {
        ClassSubset valid = ClassSubset.of(CLASSES, List.of(2, 3));
        Map<String, Integer> index = new LinkedHashMap<>();
        ALL.forEach(label -> index.put("class" + label, label));
        ClassMap map = ClassMap.of(index, "test");
        ValidationOptions options = data.options().withClassSubset(valid);
        assertThatThrownBy(() -> data.validate(folder, options))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("class0")
                .hasMessageContaining("not among the 2 classes of the subset");
        for (int label : new int[] {0, 1, 4, 5, 6}) {
            data.delete(folder, label);
        }
        try (Dataset<ClassTarget> dataset =
                Datasets.open(folder, DatasetOptions.standard().withClassMap(map))) {
            ValidationResult result =
                    Validator.of(data.model().network(), options).validate(dataset);
            long right1 = data.labels().entrySet().stream()
                    .filter(picture -> valid.classes().contains(picture.getValue()))
                    .filter(picture -> data.rank(picture.getKey(), picture.getValue(), valid.classes()) == 0)
                    .count();
            assertThat(result.images()).isEqualTo(18);
            assertThat(result.correct1()).isEqualTo(right1);
        }
    }

    @Test
    void a_class_subset_of_another_network_is_refused() {
        ValidationOptions options = data.options().withClassSubset(ClassSubset.of(1000, List.of(1)));
        assertThatThrownBy(() -> data.validate(folder, options))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("1000")
                .hasMessageContaining("the network has 7");
    }

    @Test
    void a_class_map_says_which_output_a_folder_is() throws IOException {
        Map<String, Integer> index = new LinkedHashMap<>();
        ALL.forEach(label -> index.put("class" + label, (label + 3) % CLASSES));
        DatasetOptions mapped = DatasetOptions.standard().withClassMap(ClassMap.of(index, "test"));
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, mapped)) {
            long right1 = data.labels().entrySet().stream()
                    .filter(picture -> data.rank(picture.getKey(), (picture.getValue() + 3) % CLASSES, ALL) == 0)
                    .count();
            assertThat(Validator.of(data.model().network(), data.options())
                            .validate(dataset)
                            .correct1())
                    .isEqualTo(right1);
        }
    }

    @Test
    void a_class_that_the_network_lacks_is_refused_before_anything_is_computed() throws IOException {
        try (LoadedModel small = TinyModels.model(4);
                Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Validator validator = Validator.of(small.network(), data.options());
            assertThatThrownBy(() -> validator.validate(dataset))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("class4/")
                    .hasMessageContaining("label 4")
                    .hasMessageContaining("classes 0 to 3");
        }
    }

    @Test
    void fewer_folders_than_classes_are_noted() throws IOException {
        data.delete(folder, 6);
        assertThat(data.validate(folder, data.options()).notes())
                .singleElement()
                .asString()
                .contains("has 6 classes, the network 7");
    }

    @Test
    void with_fewer_than_five_classes_the_best_five_are_all() throws IOException {
        for (int label = 3; label < CLASSES; label++) {
            data.delete(folder, label);
        }
        try (LoadedModel small = TinyModels.model(3);
                Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            ValidationResult result =
                    Validator.of(small.network(), data.options()).validate(dataset);
            assertThat(result.top5()).isEqualTo(100);
            assertThat(result.top1()).isLessThan(100);
        }
    }
}
