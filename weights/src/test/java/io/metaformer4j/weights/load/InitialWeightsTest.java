package io.metaformer4j.weights.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.match.ShapeRule;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.Initializer;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import io.metaformer4j.zoo.plan.ParameterSpec.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitialWeightsTest {

    @Test
    void draws_every_tensor_of_a_network_in_layout_order() {
        Architecture architecture = TinyArchitectures.reduced(Networks.architecture("geoformer_s12_higher_order"));
        Map<String, WeightTensor> tensors = new InitialWeights(1).draw(architecture);
        List<ParameterSpec> specs = ParameterLayout.of(architecture).specs();
        assertThat(tensors.keySet())
                .containsExactlyElementsOf(
                        specs.stream().map(ParameterSpec::name).toList());
        for (ParameterSpec spec : specs) {
            WeightTensor tensor = tensors.get(spec.name());
            assertThat(ShapeRule.of(tensor.shape())).isEqualTo(spec.shape());
            assertThat(tensor.dtype()).isEqualTo(spec.kind() == Kind.COUNTER ? DType.I64 : DType.F32);
        }
        assertThat(WeightsLoader.of(architecture).load(tensors).tensors()).hasSize(specs.size());
    }

    @Test
    void a_seed_and_a_name_decide_every_value() {
        ParameterSpec spec = spec(new Initializer.TruncatedNormal(0.02, 2), 64, 3, 7, 7);
        WeightTensor first = new InitialWeights(7).draw(spec);
        assertThat(new InitialWeights(7).draw(spec).contentEquals(first)).isTrue();
        assertThat(new InitialWeights(8).draw(spec).contentEquals(first)).isFalse();
    }

    @Test
    void truncated_normal_stays_within_its_bound() {
        float[] values = new InitialWeights(3)
                .draw(spec(new Initializer.TruncatedNormal(1, 0.5), 20_000))
                .toFloats();
        double sum = 0;
        for (float value : values) {
            assertThat(value).isBetween(-0.5f, 0.5f);
            sum += value;
        }
        // the standard error of the mean is 0.285 / sqrt(20000) = 0.002
        assertThat(sum / values.length).isCloseTo(0, within(0.01));
    }

    @Test
    void normal_values_have_the_published_deviation() {
        float[] wide = new InitialWeights(1)
                .draw(spec(new Initializer.TruncatedNormal(0.02, 2), 100, 400))
                .toFloats();
        assertThat(deviation(wide)).isCloseTo(0.02, within(4 * 0.02 / Math.sqrt(2 * 40_000.0)));
        float[] cut = new InitialWeights(1)
                .draw(spec(new Initializer.TruncatedNormal(1, 1), 100, 400))
                .toFloats();
        // of the standard normal distribution cut at one deviation
        assertThat(deviation(cut)).isCloseTo(0.5396, within(0.01));
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    @Test
    void uniform_fills_its_interval() {
        float[] values = new InitialWeights(3)
                .draw(spec(new Initializer.Uniform(0.25), 20_000))
                .toFloats();
        float smallest = 1;
        float largest = -1;
        for (float value : values) {
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        assertThat(smallest).isBetween(-0.25f, -0.2498f);
        assertThat(largest).isBetween(0.2498f, 0.25f);
    }

    @Test
    void rows_of_a_random_matrix_sum_to_one() {
        float[] values = new InitialWeights(3)
                .draw(spec(new Initializer.SoftmaxRandom(), 49, 49))
                .toFloats();
        for (int row = 0; row < 49; row++) {
            double sum = 0;
            for (int i = 0; i < 49; i++) {
                sum += values[row * 49 + i];
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
    }

    private static ParameterSpec spec(Initializer initializer, Integer... shape) {
        return new ParameterSpec("some.weight", List.of(shape), Kind.TRAINABLE, initializer);
    }
}
