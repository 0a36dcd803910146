package io.metaformer4j.evaluation.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.Classifier;
import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.Prediction;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.labels.ClassMap;
import io.metaformer4j.vision.labels.ClassSubset;
import io.metaformer4j.vision.labels.ReassessedLabels;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated folders of small pictures; a network of seven classes that is as good as chance. */
class ValidatorTest {

    private static final int CLASSES = 7;
    private static final int PER_CLASS = 9;

    @TempDir
    private Path folder;

    private static LoadedModel model;

    /** Files, classes and logits of every picture, by name, found by a classifier of single pictures. */
    private static final Map<String, byte[]> FILES = new LinkedHashMap<>();

    private static final Map<String, Integer> LABELS = new LinkedHashMap<>();
    private static final Map<String, double[]> LOGITS = new LinkedHashMap<>();

    @BeforeAll
    static void make_pictures() throws IOException {
        model = TinyModels.model(CLASSES);
        List<Picture> pictures = new ArrayList<>();
        for (int number = 0; number < CLASSES * PER_CLASS; number++) {
            Picture picture = TestPictures.picture(100 + number, 20, 17 + number % PER_CLASS);
            pictures.add(picture);
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            picture.writePng(png);
            String name = "class" + number / PER_CLASS + "/" + validationName(number + 1);
            FILES.put(name, png.toByteArray());
            LABELS.put(name, number / PER_CLASS);
        }
        Iterator<List<Prediction>> answers = Classifier.of(model)
                .classifyAll(pictures.stream().map(ImageSource::of).toList(), CLASSES)
                .iterator();
        for (String name : FILES.keySet()) {
            double[] row = new double[CLASSES];
            for (Prediction prediction : answers.next()) {
                row[prediction.index()] = Math.log(prediction.probability());
            }
            LOGITS.put(name, row);
        }
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @BeforeEach
    void write_pictures() throws IOException {
        for (int label = 0; label < CLASSES; label++) {
            Files.createDirectory(folder.resolve("class" + label));
        }
        for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private static String validationName(int number) {
        return String.format("ILSVRC2012_val_%08d.png", number);
    }

    private ValidationOptions options() {
        return ValidationOptions.of(model.preprocessing()).withBatchSize(8).withWorkers(2);
    }

    private ValidationResult validate(ValidationOptions options) throws IOException {
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            return new Validator(model.network(), options).validate(dataset);
        }
    }

    /** How many classes of some are better than the right one. */
    private static int rank(double[] row, int label, List<Integer> among) {
        return (int) among.stream()
                .filter(other -> row[other] > row[label] || (row[other] == row[label] && other < label))
                .count();
    }

    private static double loss(double[] row, int label, List<Integer> among) {
        return Math.log(among.stream().mapToDouble(c -> Math.exp(row[c])).sum()) - row[label];
    }

    private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4, 5, 6);

    @Test
    void every_picture_counts_exactly_once() throws IOException {
        long right1 = 0;
        long right5 = 0;
        double loss = 0;
        for (Map.Entry<String, Integer> picture : LABELS.entrySet()) {
            int rank = rank(LOGITS.get(picture.getKey()), picture.getValue(), ALL);
            right1 += rank == 0 ? 1 : 0;
            right5 += rank < 5 ? 1 : 0;
            loss += loss(LOGITS.get(picture.getKey()), picture.getValue(), ALL) / LABELS.size();
        }
        ValidationResult result = validate(options());
        assertThat(result.images()).isEqualTo(63);
        assertThat(result.correct1()).isEqualTo(right1).isBetween(1L, 62L);
        assertThat(result.correct5()).isEqualTo(right5).isBetween(right1 + 1, 62L);
        assertThat(result.top1()).isEqualTo(100.0 * right1 / 63);
        assertThat(result.top5()).isEqualTo(100.0 * right5 / 63);
        assertThat(result.loss()).isCloseTo(loss, within(1e-5)); // another batch size, another order of summation
        assertThat(result.skipped().count()).isZero();
        assertThat(result.unlabelled()).isZero();
        assertThat(result.notes()).isEmpty();
        assertThat(result.imagesPerSecond()).isCloseTo(63 / result.seconds(), within(1e-6));
    }

    @Test
    void batch_size_and_threads_do_not_matter() throws IOException {
        ValidationResult first = validate(options());
        for (int batch : new int[] {1, 63, 100}) {
            ValidationResult other = validate(options().withBatchSize(batch).withWorkers(batch % 3));
            assertThat(other.correct1()).isEqualTo(first.correct1());
            assertThat(other.correct5()).isEqualTo(first.correct5());
            assertThat(other.loss()).isCloseTo(first.loss(), within(1e-6));
        }
    }

    @Test
    void answers_and_progress_arrive_in_the_order_of_the_data_set() throws IOException {
        List<PredictionSink.Answer> answers = new ArrayList<>();
        List<ValidationListener.Progress> progress = new ArrayList<>();
        ValidationResult result;
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            result = new Validator(model.network(), options()).validate(dataset, progress::add, answers::add);
        }
        assertThat(answers.stream().map(PredictionSink.Answer::name)).containsExactlyElementsOf(LABELS.keySet());
        for (PredictionSink.Answer answer : answers) {
            assertThat(answer.label()).isEqualTo(LABELS.get(answer.name()));
            assertThat(answer.best()).hasSize(5);
            double[] row = LOGITS.get(answer.name());
            for (PredictionSink.Scored scored : answer.best()) {
                assertThat(scored.probability()).isCloseTo(Math.exp(row[scored.index()]), within(1e-5));
            }
        }
        assertThat(progress).hasSize(8);
        assertThat(progress.get(0).done()).isEqualTo(8);
        assertThat(progress.get(7)).isEqualTo(new ValidationListener.Progress(63, 63, result.top1()));
    }

    @Test
    void a_broken_picture_is_an_error_or_skipped_and_counted() throws IOException {
        Files.writeString(folder.resolve("class2/a_broken.jpg"), "this is no picture");
        assertThatThrownBy(() -> validate(options()))
                .isInstanceOf(SampleFailedException.class)
                .hasMessageContaining("class2/a_broken.jpg");
        ValidationResult result = validate(options().withBrokenPictures(FailurePolicy.SKIP_AND_COUNT));
        assertThat(result.images()).isEqualTo(63);
        assertThat(result.skipped().count()).isEqualTo(1);
        assertThat(result.skipped().first().get(0).name()).isEqualTo("class2/a_broken.jpg");
    }

    @Test
    void a_data_set_of_broken_pictures_only_is_an_error(@TempDir Path other) throws IOException {
        Path broken = Files.createDirectories(other.resolve("class0"));
        Files.writeString(broken.resolve("x.jpg"), "this is no picture");
        try (Dataset<ClassTarget> dataset = Datasets.open(other, DatasetOptions.standard())) {
            Validator validator =
                    new Validator(model.network(), options().withBrokenPictures(FailurePolicy.SKIP_AND_COUNT));
            assertThatThrownBy(() -> validator.validate(dataset))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("no picture of the data set could be decoded")
                    .hasMessageContaining("x.jpg");
        }
    }

    @Test
    void any_of_the_real_labels_is_right_and_pictures_without_one_do_not_count() throws IOException {
        StringBuilder json = new StringBuilder("[");
        long counted = 0;
        long right1 = 0;
        long right5 = 0;
        double loss = 0;
        int number = 0;
        for (Map.Entry<String, double[]> picture : LOGITS.entrySet()) {
            List<Integer> real = number % 4 == 0 ? List.of() : List.of(number % CLASSES, (number + 2) % CLASSES);
            json.append(number++ == 0 ? "" : ",").append(real);
            loss += loss(picture.getValue(), LABELS.get(picture.getKey()), ALL) / 63;
            if (!real.isEmpty()) {
                counted++;
                int best = real.stream()
                        .mapToInt(label -> rank(picture.getValue(), label, ALL))
                        .min()
                        .getAsInt();
                right1 += best == 0 ? 1 : 0;
                right5 += best < 5 ? 1 : 0;
            }
        }
        Path file = Files.writeString(folder.resolve("real.json"), json.append("]"));
        ValidationResult result = validate(options().withReassessedLabels(ReassessedLabels.read(file)));
        assertThat(result.images()).isEqualTo(counted).isEqualTo(47);
        assertThat(result.unlabelled()).isEqualTo(16);
        assertThat(result.correct1()).isEqualTo(right1).isBetween(1L, counted - 1);
        assertThat(result.correct5()).isEqualTo(right5).isGreaterThan(right1);
        assertThat(result.loss()).isCloseTo(loss, within(1e-5));
    }

    @Test
    void real_labels_that_are_all_empty_are_an_error() throws IOException {
        String empty = "[" + "[],".repeat(62) + "[]]";
        Path file = Files.writeString(folder.resolve("real.json"), empty);
        ReassessedLabels real = ReassessedLabels.read(file);
        assertThatThrownBy(() -> validate(options().withReassessedLabels(real)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("nothing to count");
    }

    @Test
    void only_the_columns_of_a_class_subset_are_compared() throws IOException {
        // the folders are the positions in the subset, as in ImageNet-A: class0 is output 1, class1 is 4
        List<Integer> valid = List.of(1, 4, 6);
        for (int label = 3; label < CLASSES; label++) {
            deleteClass(label);
        }
        long right1 = 0;
        double loss = 0;
        int pictures = 3 * PER_CLASS;
        for (Map.Entry<String, Integer> picture : LABELS.entrySet()) {
            if (picture.getValue() < 3) {
                double[] row = LOGITS.get(picture.getKey());
                int label = valid.get(picture.getValue());
                right1 += rank(row, label, valid) == 0 ? 1 : 0;
                loss += loss(row, label, valid) / pictures;
            }
        }
        List<PredictionSink.Answer> answers = new ArrayList<>();
        ValidationResult result;
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            result = new Validator(model.network(), options().withClassSubset(ClassSubset.of(CLASSES, valid)))
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

    private void deleteClass(int label) throws IOException {
        for (int i = 0; i < PER_CLASS; i++) {
            Files.delete(folder.resolve("class" + label + "/" + validationName(label * PER_CLASS + i + 1)));
        }
    }

    @Test
    void labels_of_a_complete_data_set_are_found_among_the_valid_ones() throws IOException {
        ClassSubset valid = ClassSubset.of(CLASSES, List.of(2, 3));
        Map<String, Integer> index = new LinkedHashMap<>();
        ALL.forEach(label -> index.put("class" + label, label));
        ClassMap map = ClassMap.of(index, "test");
        assertThatThrownBy(() -> validate(options().withClassSubset(valid)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("class0")
                .hasMessageContaining("not among the 2 classes of the subset");
        for (int label : new int[] {0, 1, 4, 5, 6}) {
            deleteClass(label);
        }
        try (Dataset<ClassTarget> dataset =
                Datasets.open(folder, DatasetOptions.standard().withClassMap(map))) {
            ValidationResult result =
                    new Validator(model.network(), options().withClassSubset(valid)).validate(dataset);
            long right1 = LABELS.entrySet().stream()
                    .filter(picture -> valid.classes().contains(picture.getValue()))
                    .filter(picture -> rank(LOGITS.get(picture.getKey()), picture.getValue(), valid.classes()) == 0)
                    .count();
            assertThat(result.images()).isEqualTo(18);
            assertThat(result.correct1()).isEqualTo(right1);
        }
    }

    @Test
    void a_class_subset_of_another_network_is_refused() {
        assertThatThrownBy(() -> validate(options().withClassSubset(ClassSubset.of(1000, List.of(1)))))
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
            long right1 = LABELS.entrySet().stream()
                    .filter(picture -> rank(LOGITS.get(picture.getKey()), (picture.getValue() + 3) % CLASSES, ALL) == 0)
                    .count();
            assertThat(new Validator(model.network(), options())
                            .validate(dataset)
                            .correct1())
                    .isEqualTo(right1);
        }
    }

    @Test
    void a_class_that_the_network_lacks_is_refused_before_anything_is_computed() throws IOException {
        try (LoadedModel small = TinyModels.model(4);
                Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Validator validator = new Validator(small.network(), options());
            assertThatThrownBy(() -> validator.validate(dataset))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("class4/")
                    .hasMessageContaining("label 4")
                    .hasMessageContaining("classes 0 to 3");
        }
    }

    @Test
    void fewer_folders_than_classes_are_noted() throws IOException {
        deleteClass(6);
        assertThat(validate(options()).notes()).singleElement().asString().contains("has 6 classes, the network 7");
    }

    @Test
    void with_fewer_than_five_classes_the_best_five_are_all() throws IOException {
        for (int label = 3; label < CLASSES; label++) {
            deleteClass(label);
        }
        try (LoadedModel small = TinyModels.model(3);
                Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            ValidationResult result = new Validator(small.network(), options()).validate(dataset);
            assertThat(result.top5()).isEqualTo(100);
            assertThat(result.top1()).isLessThan(100);
        }
    }

    @Test
    void another_preprocessing_can_be_tried() throws IOException {
        ValidationOptions larger = ValidationOptions.of(
                        model.preprocessing().withSize(24).withCropRatio(0.5))
                .withWorkers(1);
        assertThat(validate(larger).loss()).isNotCloseTo(validate(options()).loss(), within(1e-6));
    }

    @Test
    void logits_that_are_no_numbers_are_an_error_that_names_pictures() throws IOException {
        Map<String, WeightTensor> weights = new LinkedHashMap<>(TinyModels.weights(model.architecture()));
        weights.put("head.fc.bias", WeightTensor.ofFloats(new float[] {0, Float.NaN, 0, 0, 0, 0, 0}, 7));
        try (Network ill = TinyModels.network(model.architecture(), weights);
                Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Validator validator = new Validator(ill, options());
            assertThatThrownBy(() -> validator.validate(dataset))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("no finite logits")
                    .hasMessageContaining("class0/" + validationName(1))
                    .hasMessageContaining("and 5 more");
        }
    }

    @Test
    void a_failing_sink_ends_the_validation() throws IOException {
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Validator validator = new Validator(model.network(), options());
            assertThatThrownBy(() -> validator.validate(dataset, ValidationListener.NONE, answer -> {
                        throw new IOException("disk full");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("disk full");
        }
    }

    @Test
    void a_backbone_or_a_hopeless_option_is_refused_at_once() {
        try (Network backbone = TinyModels.network(TinyArchitectures.backbone())) {
            assertThatThrownBy(() -> new Validator(backbone, options())).hasMessageContaining("feature backbone");
        }
        assertThatThrownBy(() -> options().withBatchSize(0)).hasMessageContaining("batch size 0");
        assertThatThrownBy(() -> options().withWorkers(-1)).hasMessageContaining("workers -1");
        assertThat(options().reassessedLabels()).isEqualTo(Optional.empty());
    }
}
