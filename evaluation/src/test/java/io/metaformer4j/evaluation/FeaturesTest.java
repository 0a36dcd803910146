package io.metaformer4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of pictures and of tensors. */
class FeaturesTest {

    private static LoadedModel model;
    private static LoadedModel backbone;

    @BeforeAll
    static void load() {
        model = TinyModels.model(4);
        backbone = TinyModels.model(TinyArchitectures.backbone());
    }

    @AfterAll
    static void close() {
        model.close();
        backbone.close();
    }

    private static WeightTensor input(int pictures, int height, int width) {
        Random random = new Random(pictures);
        float[] values = new float[pictures * 3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return WeightTensor.ofFloats(values, pictures, 3, height, width);
    }

    @Test
    void a_picture_has_a_map_for_each_stage_and_a_pooled_vector() {
        PictureFeatures features = FeatureExtractor.of(model).extract(TestPictures.picture(2, 24, 20));
        assertThat(features.stages().stream().map(FloatArray::shape))
                .containsExactly(List.of(8, 8, 8), List.of(12, 4, 4));
        assertThat(features.pooled().orElseThrow().shape()).containsExactly(12);
        assertThat(features.stages().get(1).values()).hasSize(12 * 4 * 4);
    }

    @Test
    void a_backbone_has_maps_only() {
        PictureFeatures features = FeatureExtractor.of(backbone).extract(TestPictures.picture(2, 24, 20));
        assertThat(features.stages()).hasSize(2);
        assertThat(features.pooled()).isEmpty();
    }

    @Test
    void many_pictures_get_the_features_they_get_alone(@TempDir Path folder) throws IOException {
        List<Picture> pictures = TestPictures.pictures(5);
        FeatureExtractor extractor = FeatureExtractor.of(model);
        List<PictureFeatures> together =
                extractor.extractAll(pictures.stream().map(ImageSource::of).toList());
        for (int i = 0; i < pictures.size(); i++) {
            PictureFeatures alone = extractor.extract(pictures.get(i));
            assertThat(together.get(i).pooled().orElseThrow().values())
                    .containsExactly(alone.pooled().orElseThrow().values(), within(1e-5f));
            assertThat(together.get(i).stages().get(0).values())
                    .containsExactly(alone.stages().get(0).values(), within(1e-5f));
        }
        Path file = TestPictures.write(pictures.get(3), folder.resolve("3.png"));
        assertThat(extractor
                        .extractAll(List.of(ImageSource.of(file)))
                        .get(0)
                        .stages()
                        .get(1)
                        .values())
                .containsExactly(together.get(3).stages().get(1).values(), within(1e-5f));
        assertThat(extractor.extract(file).stages().get(1).values())
                .containsExactly(together.get(3).stages().get(1).values(), within(1e-5f));
    }

    @Test
    void a_picture_that_cannot_be_used_does_not_touch_the_features_of_others(@TempDir Path folder) throws IOException {
        Picture first = TestPictures.picture(1, 20, 20);
        Path last = TestPictures.write(TestPictures.picture(2, 24, 18), folder.resolve("last.png"));
        Path missing = folder.resolve("none.png");
        FeatureExtractor extractor = FeatureExtractor.of(model);
        List<PictureFeatures> answers = new ArrayList<>();
        List<String> told = new ArrayList<>();
        List<ImageSource> sources = List.of(ImageSource.of(first), ImageSource.of(missing), ImageSource.of(last));
        extractor.extractEach(sources, new PictureListener<>() {
            @Override
            public void answered(ImageSource picture, PictureFeatures features) {
                told.add(picture.name());
                answers.add(features);
            }

            @Override
            public void failed(ImageSource picture, Exception reason) {
                assertThat(reason).isInstanceOf(NoSuchFileException.class).hasMessageContaining("none.png");
                told.add("failed " + picture.name());
            }
        });
        assertThat(told).containsExactly(first.toString(), "failed " + missing, last.toString());
        assertPooled(answers.get(0), extractor.extract(first));
        assertPooled(answers.get(1), extractor.extract(Files.readAllBytes(last)));
    }

    private static void assertPooled(PictureFeatures actual, PictureFeatures expected) {
        assertThat(actual.pooled().orElseThrow().values())
                .containsExactly(expected.pooled().orElseThrow().values(), within(1e-5f));
    }

    @Test
    void a_tensor_gives_logits_alone_or_everything() {
        Map<String, WeightTensor> logits = TensorRunner.of(model).run(input(2, 16, 16));
        assertThat(logits.keySet()).containsExactly("logits");
        assertThat(logits.get("logits").shape()).containsExactly(2, 4);
        Map<String, WeightTensor> all = TensorRunner.of(model).runWithFeatures(input(2, 16, 16));
        assertThat(all.keySet()).containsExactly("logits", "stage0", "stage1", "pooled");
        assertThat(all.get("stage0").shape()).containsExactly(2, 8, 8, 8);
        assertThat(all.get("logits").toFloats())
                .containsExactly(logits.get("logits").toFloats(), within(1e-6f));
    }

    @Test
    void pooled_is_what_the_classifier_sees() {
        Map<String, WeightTensor> all = TensorRunner.of(model).runWithFeatures(input(1, 16, 16));
        float[] pooled = all.get("pooled").toFloats();
        Map<String, WeightTensor> weights = TinyModels.weights(model.architecture());
        float[] matrix = weights.get("head.fc.weight").toFloats();
        float[] bias = weights.get("head.fc.bias").toFloats();
        float[] logits = all.get("logits").toFloats();
        for (int c = 0; c < 4; c++) {
            double sum = bias[c];
            for (int i = 0; i < 12; i++) {
                sum += (double) matrix[c * 12 + i] * pooled[i];
            }
            assertThat((double) logits[c]).isCloseTo(sum, within(1e-5));
        }
    }

    @Test
    void a_long_tensor_is_run_in_parts_with_the_same_answers() {
        WeightTensor many = input(300, 16, 16); // 256 at a time
        Map<String, WeightTensor> all = TensorRunner.of(model).runWithFeatures(many);
        assertThat(all.get("logits").shape()).containsExactly(300, 4);
        for (int picture : new int[] {0, 255, 256, 299}) {
            Map<String, WeightTensor> alone = TensorRunner.of(model).runWithFeatures(many.rows(picture));
            alone.forEach(
                    (name, tensor) -> assertThat(all.get(name).rows(picture).toFloats())
                            .as("%s of picture %s", name, picture)
                            .containsExactly(tensor.toFloats(), within(1e-5f)));
        }
    }

    @Test
    void half_precision_input_is_accepted_and_other_sizes_are_too() {
        WeightTensor half = input(1, 32, 48).to(DType.F16);
        Map<String, WeightTensor> all = TensorRunner.of(model).runWithFeatures(half);
        assertThat(all.get("stage1").shape()).containsExactly(1, 12, 8, 12);
        assertThat(all.get("stage1").dtype()).isEqualTo(DType.F32);
    }

    @Test
    void a_backbone_gives_stages_and_says_that_it_has_no_logits() {
        TensorRunner runner = TensorRunner.of(backbone);
        assertThat(runner.runWithFeatures(input(1, 16, 16)).keySet()).containsExactly("stage0", "stage1");
        assertThatThrownBy(() -> runner.run(input(1, 16, 16)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("without a classifier");
    }

    @Test
    void a_tensor_that_is_no_batch_of_pictures_is_refused() {
        TensorRunner runner = TensorRunner.of(model);
        for (WeightTensor wrong : List.of(
                WeightTensor.ofFloats(new float[3 * 16 * 16], 3, 16, 16),
                WeightTensor.ofFloats(new float[16 * 16], 1, 1, 16, 16),
                WeightTensor.ofFloats(new float[0], 0, 3, 16, 16),
                WeightTensor.ofLongs(new long[3 * 16 * 16], 1, 3, 16, 16))) {
            assertThatThrownBy(() -> runner.run(wrong))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("must be of a float type, [N, 3, H, W]");
        }
    }

    @Test
    void the_callers_network_stays_open() {
        try (Network network = TinyModels.network(TinyArchitectures.classifier(2))) {
            TensorRunner.of(network).run(input(1, 16, 16));
            assertThat(TensorRunner.of(network)
                            .run(input(1, 16, 16))
                            .get("logits")
                            .shape())
                    .containsExactly(1, 2);
        }
    }
}
