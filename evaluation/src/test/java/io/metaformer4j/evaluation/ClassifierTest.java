package io.metaformer4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.torch.NetworkOptions;
import io.metaformer4j.torch.TorchNetwork;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.labels.LabelSet;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
        List<List<Prediction>> together = classifier.classifyAll(pictures, 10);
        assertThat(together).hasSize(300);
        for (int i = 0; i < pictures.size(); i += 7) {
            assertClose(together.get(i), classifier.classify(pictures.get(i), 10));
        }
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            files.add(TestPictures.write(pictures.get(i), folder.resolve(i + ".png")));
        }
        List<List<Prediction>> fromFiles = classifier.classifyFiles(files, 10);
        for (int i = 0; i < 3; i++) {
            assertClose(fromFiles.get(i), together.get(i));
        }
    }

    private static void assertClose(List<Prediction> actual, List<Prediction> expected) {
        for (int i = 0; i < actual.size(); i++) {
            // the order of summation may differ with the batch size
            assertThat(actual.get(i).probability()).isCloseTo(expected.get(i).probability(), within(1e-6));
        }
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
        assertThatThrownBy(() -> classifier.classifyFiles(List.of(folder.resolve("none.png"), broken), 1))
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
        try (LoadedModel backbone = LoadedModel.of(
                "backbone", TinyModels.network(TinyModels.backbone()), TinyModels.preprocessing(), Optional.empty())) {
            assertThatThrownBy(() -> Classifier.of(backbone))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("feature backbone");
        }
    }

    @Test
    void an_answer_that_is_no_number_is_an_error() {
        try (TorchNetwork sound = TinyModels.network(TinyModels.classifier(4))) {
            Map<String, WeightTensor> weights = new LinkedHashMap<>(sound.snapshot());
            float[] bias = new float[4];
            Arrays.fill(bias, Float.NaN);
            weights.put("head.fc.bias", WeightTensor.ofFloats(bias, 4));
            TorchNetwork ill = TorchNetwork.load(sound.architecture(), NetworkOptions.DEFAULT, weights);
            try (LoadedModel broken = LoadedModel.of("ill", ill, TinyModels.preprocessing(), Optional.empty())) {
                assertThatThrownBy(() -> Classifier.of(broken).classify(TestPictures.picture(1, 20, 20), 1))
                        .isInstanceOf(MetaFormerException.class)
                        .hasMessageContaining("no finite logits")
                        .hasMessageContaining("20x20");
            }
        }
    }

    @Test
    void a_model_has_as_many_names_as_classes() {
        try (TorchNetwork network = TinyModels.network(TinyModels.classifier(4))) {
            assertThatThrownBy(() -> LoadedModel.of(
                            "tiny", network, TinyModels.preprocessing(), Optional.of(LabelSet.cifar10())))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("4 classes")
                    .hasMessageContaining("CIFAR-10 (10 classes)");
        }
    }
}
