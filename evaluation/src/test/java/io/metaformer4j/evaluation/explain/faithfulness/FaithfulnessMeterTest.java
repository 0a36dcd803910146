package io.metaformer4j.evaluation.explain.faithfulness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.evaluation.explain.ActivationMap;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.testing.StubEngine;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a network whose logits are linear in the pixels, so that the best order of them is known. */
class FaithfulnessMeterTest {

    private static final int SIDE = TinyArchitectures.SIDE;

    private static LoadedModel model;
    private static ImageBatch picture;
    private static Map<String, WeightTensor> weights;

    @BeforeAll
    static void load() {
        ModelDescription tiny =
                ModelDescription.of("tiny", TinyArchitectures.classifier(2), TinyArchitectures.preprocessing());
        weights = TinyModels.weights(tiny.architecture());
        model = LoadedModel.of(
                tiny, new StubEngine().load(tiny.architecture(), tiny.preprocessing(), weights, Placement.DEFAULT));
        picture = EvalTransform.of(tiny.preprocessing())
                .batchOf(new Sample.Pixels(TestPictures.picture(4, SIDE, SIDE)), 0);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** How much each pixel, compared with the mean colour, moves the scores apart. */
    private static ActivationMap contributions(int sign) {
        float[] head = weights.get("head.fc.weight").toFloats();
        int channels = head.length / 2;
        float[] input = model.network()
                .run(picture, Request.of(Output.INPUT))
                .get(Output.INPUT)
                .values();
        float[] map = new float[SIDE * SIDE];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < map.length; i++) {
                map[i] += sign * (head[c] - head[channels + c]) * input[c % 3 * map.length + i];
            }
        }
        return ActivationMap.of(SIDE, SIDE, map);
    }

    private static Faithfulness measured(ActivationMap map, double step, int batchSize) {
        return FaithfulnessMeter.of(model, step, batchSize).measure(picture, map, 0);
    }

    @Test
    void the_pixels_that_speak_for_a_class_take_its_probability_with_them() {
        Faithfulness right = measured(contributions(1), 0.05, 4);
        Faithfulness wrong = measured(contributions(-1), 0.05, 4);
        assertThat(right.deletionScore()).isLessThan(wrong.deletionScore());
        for (int i = 0; i < right.deletion().size(); i++) {
            assertThat(right.deletion().get(i))
                    .isLessThanOrEqualTo(wrong.deletion().get(i) + 1e-6);
        }
    }

    @Test
    void curves_begin_and_end_with_whole_pictures() {
        float[] logits = model.network().run(picture, Request.LOGITS).logits().values();
        double probability = Logits.of(logits, 0, 2).probability(0);
        Faithfulness found = measured(contributions(1), 0.3, 16);
        assertThat(found.insertion()).hasSize(5); // four steps, the last one smaller
        assertThat(found.deletion()).hasSize(5);
        assertThat(found.insertion().get(4)).isCloseTo(probability, within(1e-6));
        assertThat(found.deletion().get(0)).isCloseTo(probability, within(1e-6));
        assertThat(found.deletion().get(4)).isCloseTo(0.5, within(1e-6)); // the mean colour says nothing
        assertThat(measured(contributions(1), 1, 1).deletion()).hasSize(2);
    }

    /** The number of steps would not fit into an integer otherwise. */
    @Test
    void a_step_changes_a_pixel_at_least() {
        Faithfulness found = measured(contributions(1), 1e-12, 64);
        assertThat(found.insertion()).hasSize(SIDE * SIDE + 1);
        assertThat(found.deletion()).hasSize(SIDE * SIDE + 1);
        assertThat(measured(contributions(1), 1e-3, 64).deletion()).isEqualTo(found.deletion());
    }

    @Test
    void batches_do_not_matter() {
        Faithfulness one = measured(contributions(1), 0.1, 1);
        Faithfulness many = measured(contributions(1), 0.1, 7);
        for (int i = 0; i < one.insertion().size(); i++) {
            assertThat(many.insertion().get(i)).isCloseTo(one.insertion().get(i), within(1e-6));
            assertThat(many.deletion().get(i)).isCloseTo(one.deletion().get(i), within(1e-6));
        }
    }

    @Test
    void areas_are_those_of_trapezoids() {
        Faithfulness curves = new Faithfulness(List.of(0.0, 1.0, 1.0), List.of(1.0, 0.0));
        assertThat(curves.insertionScore()).isCloseTo(0.75, within(1e-12));
        assertThat(curves.deletionScore()).isCloseTo(0.5, within(1e-12));
        assertThatThrownBy(() -> new Faithfulness(List.of(1.0), List.of(1.0, 0.0)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("1 and 2");
    }

    @Test
    void what_cannot_be_measured_is_refused() {
        assertThatThrownBy(() -> FaithfulnessMeter.of(model, 0, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> FaithfulnessMeter.of(model, 0.5, 0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> FaithfulnessMeter.of(model, 0.5, 1).measure(picture, contributions(1), 2))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("class 2", "0 to 1");
    }
}
