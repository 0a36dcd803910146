package io.metaformer4j.evaluation.validation;

import static io.metaformer4j.evaluation.validation.SevenClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.NonFiniteLogitsException;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.location.Datasets;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleFailedException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted and told, and how a validation ends. */
class ValidatorTest {

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
    void every_picture_counts_exactly_once() throws IOException {
        long right1 = 0;
        long right5 = 0;
        double loss = 0;
        for (Map.Entry<String, Integer> picture : data.labels().entrySet()) {
            int rank = data.rank(picture.getKey(), picture.getValue(), ALL);
            right1 += rank == 0 ? 1 : 0;
            right5 += rank < 5 ? 1 : 0;
            loss += data.loss(picture.getKey(), picture.getValue(), ALL) / 63;
        }
        ValidationResult result = data.validate(folder, data.options());
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
        ValidationResult first = data.validate(folder, data.options());
        for (int batch : new int[] {1, 63, 100}) {
            ValidationOptions options = data.options().withBatchSize(batch).withWorkers(batch % 3);
            ValidationResult other = data.validate(folder, options);
            assertThat(other.correct1()).isEqualTo(first.correct1());
            assertThat(other.correct5()).isEqualTo(first.correct5());
            assertThat(other.loss()).isCloseTo(first.loss(), within(1e-6));
        }
    }

    @Test
    void counts_of_parts_add_up_to_those_of_the_whole_also_if_some_parts_are_empty() throws IOException {
        ValidationResult whole = data.validate(folder, data.options());
        for (int world : new int[] {2, 70}) {
            double[] sums = new double[5];
            try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
                Validator validator = Validator.of(data.model().network(), data.options());
                for (int rank = 0; rank < world; rank++) {
                    double[] part = validator
                            .countPart(dataset, new Partition(rank, world))
                            .numbers();
                    Arrays.setAll(sums, i -> sums[i] + part[i]);
                }
            }
            Metrics metrics = ValidationCounts.of(sums).metrics();
            assertThat(metrics.samples()).isEqualTo(63);
            assertThat(metrics.value(ClassificationMetrics.TOP1)).isEqualTo(whole.top1());
            assertThat(metrics.value(ClassificationMetrics.TOP5)).isEqualTo(whole.top5());
            assertThat(metrics.value(ClassificationMetrics.LOSS)).isCloseTo(whole.loss(), within(1e-6));
        }
    }

    @Test
    void an_evaluation_measures_what_a_validation_does_and_tells_the_whole_result() throws IOException {
        ValidationResult expected = data.validate(folder, data.options());
        List<ValidationResult> told = new ArrayList<>();
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Evaluation evaluation = Validator.evaluation(data.options(), dataset, told::add);
            assertThat(evaluation.measure(data.model().network())).isEqualTo(expected.metrics());
            assertThat(expected.metrics().metrics()).isEqualTo(evaluation.metrics());
        }
        assertThat(told).hasSize(1);
        assertThat(told.get(0).images()).isEqualTo(expected.images());
    }

    @Test
    void answers_and_progress_arrive_in_the_order_of_the_data_set() throws IOException {
        List<PredictionSink.Answer> answers = new ArrayList<>();
        List<ValidationListener.Progress> progress = new ArrayList<>();
        ValidationResult result;
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            result =
                    Validator.of(data.model().network(), data.options()).validate(dataset, progress::add, answers::add);
        }
        assertThat(answers.stream().map(PredictionSink.Answer::name))
                .containsExactlyElementsOf(data.labels().keySet());
        for (PredictionSink.Answer answer : answers) {
            assertThat(answer.label()).isEqualTo(data.labels().get(answer.name()));
            assertThat(answer.best()).hasSize(5);
            for (PredictionSink.Scored scored : answer.best()) {
                assertThat(scored.probability())
                        .isCloseTo(data.probability(answer.name(), scored.index()), within(1e-5));
            }
        }
        assertThat(progress).hasSize(8);
        assertThat(progress.get(0).done()).isEqualTo(8);
        assertThat(progress.get(7)).isEqualTo(new ValidationListener.Progress(63, 63, result.top1()));
    }

    @Test
    void a_broken_picture_is_an_error_or_skipped_and_counted() throws IOException {
        Files.writeString(folder.resolve("class2/a_broken.jpg"), "this is no picture");
        assertThatThrownBy(() -> data.validate(folder, data.options()))
                .isInstanceOf(SampleFailedException.class)
                .hasMessageContaining("class2/a_broken.jpg");
        ValidationResult result =
                data.validate(folder, data.options().withBrokenPictures(FailurePolicy.SKIP_AND_COUNT));
        assertThat(result.images()).isEqualTo(63);
        assertThat(result.skipped().count()).isEqualTo(1);
        assertThat(result.skipped().first().get(0).name()).isEqualTo("class2/a_broken.jpg");
    }

    @Test
    void a_data_set_of_broken_pictures_only_is_an_error(@TempDir Path other) throws IOException {
        Path broken = Files.createDirectories(other.resolve("class0"));
        Files.writeString(broken.resolve("x.jpg"), "this is no picture");
        try (Dataset<ClassTarget> dataset = Datasets.open(other, DatasetOptions.standard())) {
            Validator validator = Validator.of(
                    data.model().network(), data.options().withBrokenPictures(FailurePolicy.SKIP_AND_COUNT));
            assertThatThrownBy(() -> validator.validate(dataset))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("no picture of the data set could be decoded")
                    .hasMessageContaining("x.jpg");
        }
    }

    @Test
    void another_preprocessing_can_be_tried() throws IOException {
        ValidationOptions larger = ValidationOptions.of(
                        data.model().preprocessing().withSize(24).withCropRatio(0.5))
                .withWorkers(1);
        assertThat(data.validate(folder, larger).loss())
                .isNotCloseTo(data.validate(folder, data.options()).loss(), within(1e-6));
    }

    @Test
    void logits_that_are_no_numbers_are_an_error_that_names_pictures() throws IOException {
        Architecture architecture = data.model().architecture();
        Map<String, WeightTensor> weights = new LinkedHashMap<>(TinyModels.weights(architecture));
        weights.put("head.fc.bias", WeightTensor.ofFloats(new float[] {0, Float.NaN, 0, 0, 0, 0, 0}, 7));
        try (Network ill = TinyModels.network(architecture, weights);
                Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Validator validator = Validator.of(ill, data.options());
            assertThatThrownBy(() -> validator.validate(dataset))
                    .isInstanceOf(NonFiniteLogitsException.class)
                    .hasMessageContaining("no finite logits")
                    .hasMessageContaining(SevenClasses.name(0, 0))
                    .hasMessageContaining("and 5 more");
        }
    }

    @Test
    void a_failing_sink_ends_the_validation() throws IOException {
        try (Dataset<ClassTarget> dataset = Datasets.open(folder, DatasetOptions.standard())) {
            Validator validator = Validator.of(data.model().network(), data.options());
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
            assertThatThrownBy(() -> Validator.of(backbone, data.options())).hasMessageContaining("feature backbone");
        }
        assertThatThrownBy(() -> data.options().withBatchSize(0)).hasMessageContaining("batch size 0");
        assertThatThrownBy(() -> data.options().withWorkers(-1)).hasMessageContaining("workers -1");
        assertThat(data.options().reassessedLabels()).isEqualTo(Optional.empty());
    }
}
