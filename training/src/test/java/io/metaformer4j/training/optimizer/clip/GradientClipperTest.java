package io.metaformer4j.training.optimizer.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.optimizer.Parameter;
import io.metaformer4j.training.optimizer.TracedParameters;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientClipperTest {

    private static final JsonNode GRADIENTS = TracedParameters.FIXTURE.get("grads");

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(Fixtures.json("optimizer/clip.json").spliterator(), false);
    }

    private static Clipping clipping(JsonNode fixture) {
        double value = fixture.get("value").doubleValue();
        return switch (fixture.get("mode").textValue()) {
            case "norm" ->
                new Clipping.JointNorm(
                        value,
                        fixture.get("norm_type").isTextual()
                                ? Double.POSITIVE_INFINITY
                                : fixture.get("norm_type").doubleValue());
            case "value" -> new Clipping.Value(value);
            default -> new Clipping.Adaptive(value);
        };
    }

    private static GradientClipper clipper(Clipping clipping) {
        return new GradientClipper(clipping, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradients_are_clipped_as_by_timm(JsonNode fixture) {
        try (TensorScope scope = TensorScope.open();
                GradientClipper clipper = clipper(clipping(fixture))) {
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
    void every_fixture_is_run() {
        assertThat(cases()).hasSize(18);
        assertThat(cases().map(c -> c.get("mode").textValue())).contains("norm", "value", "agc");
    }

    @Test
    void without_clipping_the_norm_is_measured_only() {
        try (TensorScope scope = TensorScope.open();
                GradientClipper clipper = clipper(new Clipping.None())) {
            List<Parameter> parameters = withGradients(2);
            assertThat(clipper.clip(parameters)).isCloseTo(14.4964209, within(1e-5));
            assertThat(Tensors.toFloats(parameters.get(0).tensor().grad()))
                    .containsExactly(Fixtures.floats(GRADIENTS.get(2).get("w")));
        }
    }

    @Test
    void a_gradient_that_is_not_finite_is_reported_and_left_alone() {
        try (TensorScope scope = TensorScope.open();
                GradientClipper clipper = clipper(new Clipping.JointNorm(1))) {
            List<Parameter> parameters = withGradients(0);
            parameters.get(2).tensor().mutable_grad().put(Tensors.of(new float[] {1, Float.NaN, 1, 1, 1}, 5));
            assertThat(clipper.clip(parameters)).isNaN();
            assertThat(Tensors.toFloats(parameters.get(0).tensor().grad()))
                    .containsExactly(Fixtures.floats(GRADIENTS.get(0).get("w")));
        }
    }

    @Test
    void adaptive_clipping_leaves_the_classifier_alone() {
        try (TensorScope scope = TensorScope.open();
                GradientClipper clipper = new GradientClipper(new Clipping.Adaptive(1e-4), Optional.of("head.fc"))) {
            List<Parameter> traced = withGradients(2);
            List<Parameter> parameters = List.of(
                    new Parameter("stem.conv.weight", traced.get(1).tensor()),
                    new Parameter("head.fc.weight", traced.get(0).tensor()),
                    new Parameter("head.fc.bias", traced.get(2).tensor()));
            assertThat(clipper.clip(parameters)).isCloseTo(14.4964209, within(1e-5));
            assertThat(Tensors.toFloats(traced.get(1).tensor().grad()))
                    .isNotEqualTo(Fixtures.floats(GRADIENTS.get(2).get("k")));
            assertThat(Tensors.toFloats(traced.get(0).tensor().grad()))
                    .containsExactly(Fixtures.floats(GRADIENTS.get(2).get("w")));
            assertThat(Tensors.toFloats(traced.get(2).tensor().grad()))
                    .containsExactly(Fixtures.floats(GRADIENTS.get(2).get("b")));
        }
    }

    private static List<Parameter> withGradients(int step) {
        List<Parameter> parameters = TracedParameters.parameters();
        TracedParameters.setGradients(parameters, step);
        return parameters;
    }
}
