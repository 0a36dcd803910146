package io.metaformer4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Network;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest {

    private static LoadedModel model;

    @BeforeAll
    static void load() {
        model = TinyModels.model(LabelSet.cifar10());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void the_best_classes_come_first_with_names_and_probabilities() {
        List<Prediction> all = Classifier.of(model).classify(TestPictures.picture(1, 20, 30), 99);
        assertThat(all).hasSize(10);
        assertThat(all.stream().mapToDouble(Prediction::probability).sum()).isCloseTo(1, within(1e-12));
        for (int i = 0; i < all.size(); i++) {
            Prediction prediction = all.get(i);
            assertThat(prediction.label()).isEqualTo(LabelSet.cifar10().name(prediction.index()));
            assertThat(prediction.wnid()).isEmpty();
            assertThat(i == 0 || all.get(i - 1).probability() >= prediction.probability())
                    .isTrue();
        }
        assertThat(Classifier.of(model).classify(TestPictures.picture(1, 20, 30), 3))
                .isEqualTo(all.subList(0, 3));
    }

    @Test
    void a_file_its_bytes_and_its_pixels_get_the_same_answer(@TempDir Path folder) throws IOException {
        Picture picture = TestPictures.picture(4, 33, 21);
        Path file = TestPictures.write(picture, folder.resolve("picture.png"));
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        picture.writePng(png);
        Classifier classifier = Classifier.of(model);
        List<Prediction> expected = classifier.classify(picture, 5);
        assertThat(classifier.classify(file, 5)).isEqualTo(expected);
        assertThat(classifier.classify(png.toByteArray(), 5)).isEqualTo(expected);
    }

    @Test
    void many_pictures_get_the_answers_they_get_alone(@TempDir Path folder) throws IOException {
        // more than run through the network at a time
        List<Picture> pictures = TestPictures.pictures(300);
        Classifier classifier = Classifier.of(model);
        List<List<Prediction>> together = classifier.classifyAll(sources(pictures), 10);
        assertThat(together).hasSize(300);
        for (int i = 0; i < pictures.size(); i += 7) {
            assertClose(together.get(i), classifier.classify(pictures.get(i), 10));
        }
        List<ImageSource> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            files.add(ImageSource.of(TestPictures.write(pictures.get(i), folder.resolve(i + ".png"))));
        }
        List<List<Prediction>> fromFiles = classifier.classifyAll(files, 10);
        for (int i = 0; i < 3; i++) {
            assertClose(fromFiles.get(i), together.get(i));
        }
    }

    private static List<ImageSource> sources(List<Picture> pictures) {
        return pictures.stream().map(ImageSource::of).toList();
    }

    @Test
    void pictures_that_cannot_be_used_do_not_touch_the_others(@TempDir Path folder) throws IOException {
        Classifier classifier = Classifier.of(model);
        List<Picture> pictures = TestPictures.pictures(280); // more than run through the network at a time
        List<ImageSource> sources = new ArrayList<>(sources(pictures));
        Path text = Files.writeString(folder.resolve("text.jpg"), "this is no picture");
        for (int place : new int[] {0, 100, 279}) {
            sources.set(place, ImageSource.of(place == 100 ? folder.resolve("none.png") : text));
        }
        List<String> told = new ArrayList<>();
        List<Exception> reasons = new ArrayList<>();
        classifier.classifyEach(sources, 10, new PictureListener<>() {
            @Override
            public void answered(ImageSource picture, List<Prediction> answer) {
                assertClose(answer, classifier.classify(pictures.get(told.size()), 10));
                told.add(picture.name());
            }

            @Override
            public void failed(ImageSource picture, Exception reason) {
                told.add(picture.name());
                reasons.add(reason);
            }
        });
        assertThat(told).isEqualTo(sources.stream().map(ImageSource::name).toList());
        assertThat(reasons).hasSize(3);
        assertThat(reasons.get(0)).isInstanceOf(ImageRejectedException.class).hasMessageContaining("text.jpg");
        assertThat(reasons.get(1)).isInstanceOf(NoSuchFileException.class).hasMessageContaining("none.png");
    }

    @Test
    void where_no_picture_can_be_used_nothing_is_computed(@TempDir Path folder) {
        List<ImageSource> missing =
                List.of(ImageSource.of(folder.resolve("1.png")), ImageSource.of(folder.resolve("2.png")));
        List<Exception> reasons = new ArrayList<>();
        Classifier.of(model).classifyEach(missing, 1, new PictureListener<>() {
            @Override
            public void answered(ImageSource picture, List<Prediction> answer) {
                throw new AssertionError(picture.name());
            }

            @Override
            public void failed(ImageSource picture, Exception reason) {
                reasons.add(reason);
            }
        });
        assertThat(reasons).hasSize(2).allMatch(NoSuchFileException.class::isInstance);
    }

    @Test
    void a_stream_gets_the_answer_of_its_file(@TempDir Path folder) throws IOException {
        Picture picture = TestPictures.picture(4, 33, 21);
        Path file = TestPictures.write(picture, folder.resolve("picture.png"));
        Classifier classifier = Classifier.of(model);
        try (InputStream stream = Files.newInputStream(file)) {
            assertThat(classifier.classify(ImageSource.of(stream, "upload"), 5))
                    .isEqualTo(classifier.classify(file, 5));
        }
        InputStream text = new ByteArrayInputStream("this is no picture".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> classifier.classify(ImageSource.of(text, "upload"), 5))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("upload");
    }

    /** The order of summation may differ with the batch size, and with it the order of classes that are about equal. */
    private static void assertClose(List<Prediction> actual, List<Prediction> expected) {
        Map<Integer, Double> wanted = probabilities(expected);
        Map<Integer, Double> found = probabilities(actual);
        assertThat(found.keySet()).isEqualTo(wanted.keySet()).isNotEmpty();
        found.forEach((index, probability) ->
                assertThat(probability).as("class %s", index).isCloseTo(wanted.get(index), within(1e-6)));
    }

    private static Map<Integer, Double> probabilities(List<Prediction> predictions) {
        return predictions.stream().collect(Collectors.toMap(Prediction::index, Prediction::probability));
    }

    @Test
    void threads_may_share_a_classifier() throws Exception {
        Classifier classifier = Classifier.of(model);
        List<Picture> pictures = TestPictures.pictures(40);
        List<List<Prediction>> expected = pictures.stream()
                .map(picture -> classifier.classify(picture, 2))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Prediction>>> answers = new ArrayList<>();
            for (Picture picture : pictures) {
                answers.add(threads.submit(() -> classifier.classify(picture, 2)));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(expected.get(i));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void classes_without_names_are_called_by_their_numbers() {
        try (LoadedModel nameless = TinyModels.model(3)) {
            Prediction best = Classifier.of(nameless)
                    .classify(TestPictures.picture(1, 20, 20), 1)
                    .get(0);
            assertThat(best.label()).isEqualTo("class " + best.index());
        }
    }

    @Test
    void the_short_label_is_what_stands_before_the_first_comma() {
        assertThat(new Prediction(0, "tench, Tinca tinca", Optional.of("n01440764"), 1).shortLabel())
                .isEqualTo("tench");
    }

    @Test
    void a_broken_or_missing_picture_is_an_error_that_names_it(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jpg"), "this is no picture");
        Classifier classifier = Classifier.of(model);
        assertThatThrownBy(() -> classifier.classify(broken, 1))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("broken.jpg");
        assertThatThrownBy(() -> classifier.classify(folder.resolve("none.png"), 1))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.png");
        assertThatThrownBy(() -> classifier.classify(folder, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> classifier.classifyAll(
                        List.of(ImageSource.of(folder.resolve("none.png")), ImageSource.of(broken)), 1))
                .isInstanceOfAny(IOException.class, ImageRejectedException.class);
    }

    @Test
    void zero_classes_cannot_be_told() {
        assertThatThrownBy(() -> Classifier.of(model).classify(TestPictures.picture(1, 20, 20), 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least 1");
    }

    @Test
    void a_feature_backbone_cannot_classify() {
        try (LoadedModel backbone = TinyModels.model(TinyArchitectures.backbone())) {
            assertThatThrownBy(() -> Classifier.of(backbone))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("feature backbone");
        }
    }

    @Test
    void an_answer_that_is_no_number_is_an_error() {
        Architecture architecture = TinyArchitectures.classifier(4);
        Map<String, WeightTensor> weights = new LinkedHashMap<>(TinyModels.weights(architecture));
        float[] bias = new float[4];
        Arrays.fill(bias, Float.NaN);
        weights.put("head.fc.bias", WeightTensor.ofFloats(bias, 4));
        try (LoadedModel broken = TinyModels.model(architecture, weights)) {
            assertThatThrownBy(() -> Classifier.of(broken).classify(TestPictures.picture(1, 20, 20), 1))
                    .isInstanceOf(NonFiniteLogitsException.class)
                    .hasMessageContaining("no finite logits")
                    .hasMessageContaining("20x20");
        }
    }

    @Test
    void a_model_is_described_as_it_is() {
        ModelDescription four =
                ModelDescription.of("tiny", TinyArchitectures.classifier(4), TinyModels.preprocessing());
        List<String> ten = LabelSet.cifar10().names();
        assertThatThrownBy(() -> four.withLabels(ten))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("10 class names")
                .hasMessageContaining("4 classes");
        try (Network network = TinyModels.network(TinyArchitectures.classifier(3))) {
            assertThatThrownBy(() -> LoadedModel.of(four, network))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("not the one that model tiny describes");
        }
    }
}
