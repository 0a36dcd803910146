package io.metaformer4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.ImageBatch.Layout;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the gradients of a network are, where there are some, and the input by which they can be taken. */
abstract class GradientsContract extends NetworkAnswersContract {

    private static final int TARGET = 7;
    private static final int DIRECTIONS = 8;

    /** How far each value of a picture is moved; a power of two, so that the step itself is exact. */
    private static final float STEP = 1f / 64;

    GradientsContract() {}

    @Test
    void gradients_of_a_linear_head_are_its_weights() {
        Architecture architecture = TinyArchitectures.linear(CLASSES);
        try (Network network = load(architecture)) {
            assumeTrue(network.gradients().isPresent(), "the engine has no gradients, which are optional");
            Gradients gradients = network.gradients().get();
            Output last = Output.activation("stages.1");
            int[] classes = {4, 0, 9};
            Gradients.ActivationGradient found = gradients.of(pictures(), last, classes);
            Outputs outputs = network.run(pictures(), Request.of(last, Output.LOGITS));
            assertClose(found.activation(), outputs.get(last));
            assertClose(found.logits(), outputs.logits());
            float[] weight = weights(architecture).get("head.fc.weight").toFloats();
            MapShape map = architecture.featureMaps(SIDE, SIDE).get(1);
            assertThat(found.gradient().shape()).isEqualTo(found.activation().shape());
            for (int i = 0; i < found.gradient().values().length; i++) {
                int channel = i / map.tokens() % map.channels();
                int target = classes[i / map.tokens() / map.channels()];
                assertThat(found.gradient().values()[i])
                        .isCloseTo(weight[target * map.channels() + channel] / map.tokens(), within(1e-6f));
            }
        }
    }

    @Test
    void gradients_are_refused_for_what_is_not_there() {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            assumeTrue(network.gradients().isPresent(), "the engine has no gradients, which are optional");
            Gradients gradients = network.gradients().get();
            ImageBatch one = pictures(Layout.FLOAT32_NCHW, 0, 1);
            Output last = Output.activation("stages.1");
            assertThatThrownBy(() -> gradients.of(one, last, CLASSES))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContainingAll("class 10", "0 to 9");
            assertThatThrownBy(() -> gradients.of(one, last, 1, 2))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("one for each picture");
            assertThatThrownBy(() -> gradients.of(one, Output.activation("stages.5"), 1))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("stages.5");
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void the_input_can_be_asked_for_and_is_normalised(Layout layout) {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            FloatArray input = network.run(pictures(layout, 0, PICTURES), Request.of(Output.INPUT))
                    .get(Output.INPUT);
            assertThat(input.shape()).containsExactly(PICTURES, 3, SIDE, SIDE);
            assertThat(input.values()).containsExactly(values(pictures()), within(ROUNDING));
        }
    }

    /**
     * The score is as good as linear over the steps, and their differences lose little to rounding: what is left of both is less
     * than a hundredth of the gradient's length. A wrong gradient is off by about all of it along most directions.
     */
    @Test
    void gradients_at_the_input_are_the_differences_of_the_score() {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            assumeTrue(network.gradients().isPresent(), "the engine has no gradients, which are optional");
            ImageBatch one = pictures(Layout.FLOAT32_NCHW, 1, 1);
            Gradients.ActivationGradient found = network.gradients().get().of(one, Output.INPUT, TARGET);
            assertThat(found.gradient().shape()).containsExactly(1, 3, SIDE, SIDE);
            assertThat(found.activation().shape()).containsExactly(1, 3, SIDE, SIDE);
            assertThat(found.activation().values()).containsExactly(values(one));
            assertClose(found.logits(), network.run(one, Request.LOGITS).logits());
            float[] gradient = found.gradient().values();
            double length = length(gradient);
            assertThat(length).isPositive();
            Random random = new Random(1);
            for (int direction = 0; direction < DIRECTIONS; direction++) {
                float[] step = new float[gradient.length];
                double expected = 0;
                for (int i = 0; i < step.length; i++) {
                    step[i] = random.nextBoolean() ? STEP : -STEP;
                    expected += (double) gradient[i] * step[i];
                }
                double difference = (score(network, one, step, 1) - score(network, one, step, -1)) / 2;
                assertThat(difference).isCloseTo(expected, within(0.05 * STEP * length));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void gradients_at_the_input_are_by_normalised_values_whatever_the_layout(Layout layout) {
        try (Network network = load(TinyArchitectures.classifier(CLASSES))) {
            assumeTrue(network.gradients().isPresent(), "the engine has no gradients, which are optional");
            Gradients gradients = network.gradients().get();
            float[] expected = gradients
                    .of(pictures(Layout.FLOAT32_NCHW, 1, 1), Output.INPUT, TARGET)
                    .gradient()
                    .values();
            float[] found = gradients
                    .of(pictures(layout, 1, 1), Output.INPUT, TARGET)
                    .gradient()
                    .values();
            assertThat(found).containsExactly(expected, within((float) (1e-3 * length(expected))));
        }
    }

    private static double length(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    /** The values of a batch of floats whose channels lie one after the other. */
    private static float[] values(ImageBatch batch) {
        float[] values = new float[batch.size() * batch.pictureValues()];
        for (int i = 0; i < values.length; i++) {
            values[i] = batch.floats().get(i);
        }
        return values;
    }

    private static double score(Network network, ImageBatch picture, float[] step, int sign) {
        float[] moved = values(picture);
        for (int i = 0; i < moved.length; i++) {
            moved[i] += sign * step[i];
        }
        ImageBatch batch = ImageBatch.allocate(Layout.FLOAT32_NCHW, 1, SIDE, SIDE);
        batch.putFloats(0, 0, moved, 0, moved.length);
        return network.run(batch, Request.LOGITS).logits().values()[TARGET];
    }
}
