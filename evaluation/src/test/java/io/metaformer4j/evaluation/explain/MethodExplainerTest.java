package io.metaformer4j.evaluation.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold of maps, whatever the network. */
class MethodExplainerTest {

    private static final int CLASSES = 4;

    private static LoadedModel model;
    private static LoadedModel linear;
    private static ImageBatch picture;

    @BeforeAll
    static void load() {
        model = TinyModels.model(CLASSES);
        linear = TinyModels.model(TinyArchitectures.linear(CLASSES));
        picture = batch(TestPictures.picture(5, 20, 20));
    }

    @AfterAll
    static void close() {
        model.close();
        linear.close();
    }

    private static ImageBatch batch(Picture of) {
        return EvalTransform.of(TinyArchitectures.preprocessing()).batchOf(new Sample.Pixels(of), 0);
    }

    private static float[] map(LoadedModel of, ExplanationSettings settings, int target) {
        return MethodExplainer.of(of, settings)
                .explainAll(picture, target)
                .get(0)
                .values();
    }

    private static double sum(float[] map) {
        double sum = 0;
        for (float value : map) {
            sum += value;
        }
        return sum;
    }

    private static double score(LoadedModel of, ImageBatch input, int target) {
        return of.network().run(input, Request.LOGITS).logits().values()[target];
    }

    /** Fresh biases are zeros. */
    @ParameterizedTest
    @EnumSource(names = {"GRAD_CAM", "HI_RES_CAM", "X_GRAD_CAM"})
    void maps_before_a_linear_head_add_up_to_the_score(ExplanationMethod method) {
        for (int target = 0; target < CLASSES; target++) {
            double score = score(linear, picture, target);
            assertThat(sum(map(linear, ExplanationSettings.of(method), target))).isCloseTo(score, within(1e-4));
        }
    }

    /** Without a norm, what goes away with a channel is its weight in the head, whatever the sign of the score. */
    @Test
    void ablation_shows_what_speaks_for_a_class_also_if_its_score_is_negative() {
        int classes = 32;
        int negative = 0;
        try (LoadedModel many = TinyModels.model(TinyArchitectures.linear(classes))) {
            for (int target = 0; target < classes; target++) {
                negative += score(many, picture, target) < 0 ? 1 : 0;
                float[] found = map(many, ExplanationSettings.of(ExplanationMethod.ABLATION_CAM), target);
                float[] expected = map(many, ExplanationSettings.of(ExplanationMethod.GRAD_CAM), target);
                double along = 0;
                for (int i = 0; i < found.length; i++) {
                    along += (double) found[i] * expected[i];
                }
                assertThat(along).as("class %s", target).isPositive();
            }
        }
        assertThat(negative).isBetween(1, classes - 1);
    }

    /** Norms turn quickly where the picture on the way is near to the mean colour, hence the many points. */
    @Test
    void integrated_gradients_add_up_to_the_difference_from_black() {
        ImageBatch black = batch(Picture.filled(16, 16, 0, 0, 0));
        for (int target = 0; target < CLASSES; target++) {
            double difference = score(model, picture, target) - score(model, black, target);
            ExplanationSettings settings = ExplanationSettings.of(ExplanationMethod.INTEGRATED_GRADIENTS)
                    .withLimits(64, 1, 1024);
            assertThat(sum(map(model, settings, target))).isCloseTo(difference, within(1e-2));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SCORE_CAM", "ABLATION_CAM", "INTEGRATED_GRADIENTS"})
    void maps_do_not_depend_on_how_many_variants_run_together(ExplanationMethod method) {
        float[] expected = map(model, ExplanationSettings.of(method).withLimits(1, Integer.MAX_VALUE, 6), 1);
        float[] found = map(model, ExplanationSettings.of(method).withLimits(5, Integer.MAX_VALUE, 6), 1);
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(found).containsExactly(expected, within((float) (1e-3 * largest)));
    }

    @Test
    void a_single_channel_that_is_tried_is_the_whole_map() {
        ExplanationSettings settings =
                ExplanationSettings.of(ExplanationMethod.SCORE_CAM).withLimits(4, 1, 1);
        float[] found = map(model, settings, 2);
        float[] activation = model.network()
                .run(picture, Request.of(Output.activation("stages.1")))
                .get(Output.activation("stages.1"))
                .values();
        boolean isChannel = false;
        for (int c = 0; c < activation.length / found.length; c++) {
            boolean same = true;
            for (int i = 0; i < found.length; i++) {
                same &= activation[c * found.length + i] == found[i];
            }
            isChannel |= same;
        }
        assertThat(isChannel).as("the weight of the only one is 1").isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"SCORE_CAM", "ABLATION_CAM", "INTEGRATED_GRADIENTS"})
    void many_passes_end_when_their_thread_is_interrupted(ExplanationMethod method) {
        MethodExplainer explainer = MethodExplainer.of(model, method);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> explainer.explainAll(picture, 0))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_symmetric_picture_has_a_symmetric_map_where_mirror_images_are_averaged() {
        Picture half = TestPictures.picture(3, 16, 16);
        byte[] rgb = half.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / Picture.CHANNELS;
            int column = pixel % 16;
            int from = column < 8 ? pixel : pixel - column + 15 - column;
            rgb[i] = half.rgb()[from * Picture.CHANNELS + i % Picture.CHANNELS];
        }
        ExplanationSettings settings =
                ExplanationSettings.of(ExplanationMethod.FULL_GRAD).withSmoothing(true, false);
        float[] map = MethodExplainer.of(model, settings)
                .explainAll(batch(Picture.of(16, 16, rgb)), 1)
                .get(0)
                .values();
        for (int i = 0; i < map.length; i++) {
            int column = i % 16;
            assertThat(map[i]).isCloseTo(map[i - column + 15 - column], within(1e-4f));
        }
    }

    @Test
    void unknown_modules_are_refused() {
        ExplanationSettings settings =
                ExplanationSettings.of(ExplanationMethod.EIGEN_CAM).withModules("stages.0", "stages.9");
        assertThatThrownBy(() -> MethodExplainer.of(model, settings))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("stages.9");
    }
}
