package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientClipperTest {

    private static final JsonNode GRADIENTS =
            Fixtures.json("optimizer/traces.json").get("grads");

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(Fixtures.json("optimizer/clip.json").spliterator(), false)
                .filter(c -> c.get("mode").textValue().equals("norm"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradients_are_clipped_as_by_pytorch(JsonNode fixture) {
        double type = fixture.get("norm_type").isTextual()
                ? Double.POSITIVE_INFINITY
                : fixture.get("norm_type").doubleValue();
        try (TensorScope scope = TensorScope.open();
                GradientClipper clipper = new GradientClipper(
                        new Clipping.Norm(fixture.get("value").doubleValue(), type))) {
            List<Parameter> parameters =
                    withGradients(fixture.get("grads_of_step").intValue());
            double norm = fixture.get("total_norm_before").doubleValue();
            assertThat(clipper.clip(parameters)).isCloseTo(norm, within(1e-6 * norm));
            for (Parameter parameter : parameters) {
                float[] expected = Fixtures.floats(fixture.get("grads_after").get(parameter.name()));
                float[] actual = Tensors.toFloats(parameter.tensor().grad());
                for (int i = 0; i < actual.length; i++) {
                    assertThat(actual[i]).isCloseTo(expected[i], within(1e-7f + 1e-6f * Math.abs(expected[i])));
                }
            }
        }
    }

    @Test
    void every_norm_fixture_is_run() {
        assertThat(cases()).hasSize(10);
    }

    @Test
    void without_clipping_the_norm_is_measured_only() {
        try (TensorScope scope = TensorScope.open();
                GradientClipper clipper = new GradientClipper(new Clipping.None())) {
            List<Parameter> parameters = withGradients(2);
            assertThat(clipper.clip(parameters)).isCloseTo(14.4964209, within(1e-5));
            assertThat(Tensors.toFloats(parameters.get(0).tensor().grad()))
                    .containsExactly(Fixtures.floats(GRADIENTS.get(2).get("w")));
        }
    }

    @Test
    void a_gradient_that_is_not_finite_is_reported_and_left_alone() {
        try (TensorScope scope = TensorScope.open();
                GradientClipper clipper = new GradientClipper(new Clipping.Norm(1))) {
            List<Parameter> parameters = withGradients(0);
            parameters.get(2).tensor().mutable_grad().put(Tensors.of(new float[] {1, Float.NaN, 1, 1, 1}, 5));
            assertThat(clipper.clip(parameters)).isNaN();
            assertThat(Tensors.toFloats(parameters.get(0).tensor().grad()))
                    .containsExactly(Fixtures.floats(GRADIENTS.get(0).get("w")));
        }
    }

    private static List<Parameter> withGradients(int step) {
        List<Parameter> parameters = OptimizerTest.parameters();
        parameters.forEach(p -> OptimizerTest.setGradient(p, GRADIENTS.get(step).get(p.name())));
        return parameters;
    }
}
