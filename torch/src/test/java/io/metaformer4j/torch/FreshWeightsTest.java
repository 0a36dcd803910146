package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.zoo.Initializer;
import io.metaformer4j.zoo.ParameterSpec;
import io.metaformer4j.zoo.ParameterSpec.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshWeightsTest {

    private static float[] draw(long seed, String name, Initializer initializer, Integer... shape) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.toFloats(new FreshWeights(seed)
                    .create(new ParameterSpec(name, List.of(shape), Kind.TRAINABLE, initializer)));
        }
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    @Test
    void normal_values_have_the_published_deviation() {
        float[] values = draw(1, "a", new Initializer.TruncatedNormal(0.02, 2), 100, 400);
        assertThat(deviation(values)).isCloseTo(0.02, within(4 * 0.02 / Math.sqrt(2 * 40_000.0)));
    }

    @Test
    void normal_values_beyond_the_bound_are_drawn_again() {
        float[] values = draw(1, "a", new Initializer.TruncatedNormal(1, 1), 100, 400);
        for (float value : values) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(1);
        }
        // deviation of the standard normal distribution cut at one deviation
        assertThat(deviation(values)).isCloseTo(0.5396, within(0.01));
    }

    @Test
    void uniform_values_fill_their_interval() {
        float[] values = draw(1, "a", new Initializer.Uniform(0.5), 40_000);
        assertThat(deviation(values)).isCloseTo(0.5 / Math.sqrt(3), within(0.01));
        for (float value : values) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(0.5f);
        }
    }

    @Test
    void rows_of_random_matrices_sum_to_one() {
        float[] values = draw(1, "a", new Initializer.SoftmaxRandom(), 49, 49);
        for (int row = 0; row < 49; row++) {
            double sum = 0;
            for (int i = 0; i < 49; i++) {
                sum += values[row * 49 + i];
            }
            assertThat(sum).isCloseTo(1, within(1e-5));
        }
        assertThat(draw(1, "b", new Initializer.SoftmaxRandom(), 49, 49)).isNotEqualTo(values);
    }

    @Test
    void values_depend_on_the_seed_and_the_name_only() {
        Initializer normal = new Initializer.TruncatedNormal(0.02, 2);
        assertThat(draw(1, "a", normal, 64)).isEqualTo(draw(1, "a", normal, 64));
        assertThat(draw(1, "a", normal, 64)).isNotEqualTo(draw(2, "a", normal, 64));
        assertThat(draw(1, "a", normal, 64)).isNotEqualTo(draw(1, "b", normal, 64));
    }
}
