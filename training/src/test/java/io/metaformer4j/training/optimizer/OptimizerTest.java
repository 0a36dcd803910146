package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {

    private static final JsonNode FIXTURE = TracedParameters.FIXTURE;

    static Stream<Arguments> traces() {
        return StreamSupport.stream(FIXTURE.get("traces").spliterator(), false)
                .filter(trace ->
                        OptimizerSpec.NAMES.contains(trace.get("timm_opt").textValue()))
                .map(trace -> Arguments.of(trace.get("name").textValue(), trace));
    }

    @Test
    void all_traces_of_our_optimizers_are_run() {
        assertThat(traces()).hasSize(18);
        assertThat(traces().map(trace ->
                        ((JsonNode) trace.get()[1]).get("timm_opt").textValue()))
                .containsAll(OptimizerSpec.NAMES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void parameters_follow_the_trace_of_pytorch(String name, JsonNode trace) {
        try (TensorScope scope = TensorScope.open()) {
            List<Parameter> parameters = TracedParameters.parameters();
            List<ParameterGroup> groups = ParameterGroup.byWeightDecay(
                    parameters, trace.get("weight_decay_w_k").doubleValue());
            try (Optimizer optimizer = spec(trace).create(groups)) {
                for (int step = 0; step < 5; step++) {
                    TracedParameters.setGradients(parameters, step);
                    optimizer.step(trace.get("lr").get(step).doubleValue());
                    for (Parameter parameter : parameters) {
                        assertClose(
                                parameter.tensor(), trace.get("after").get(step).get(parameter.name()));
                    }
                }
            }
        }
    }

    /** What a checkpoint says of a group is what timm says, number by number. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void the_options_of_a_group_are_those_of_timm(String name, JsonNode trace) {
        JsonNode options = new ObjectMapper().valueToTree(spec(trace).torchOptions());
        assertThat(options.get("lr").doubleValue())
                .isEqualTo(trace.get("lr").get(0).doubleValue());
        options.properties().forEach(option -> {
            if (!option.getKey().equals("lr")) {
                assertThat(numbers(option.getValue()))
                        .as(option.getKey())
                        .isEqualTo(numbers(trace.get("defaults").path(option.getKey())));
            }
        });
    }

    /** Numbers as they are compared, whether or not they have a decimal point. */
    private static List<Object> numbers(JsonNode value) {
        List<Object> numbers = new ArrayList<>();
        Iterable<JsonNode> elements = value.isArray() ? value : List.of(value);
        for (JsonNode element : elements) {
            numbers.add(element.isNumber() ? element.doubleValue() : element.asText());
        }
        return numbers;
    }

    /** The optimizer of timm's name, with what the trace has otherwise than timm's defaults. */
    private static OptimizerSpec spec(JsonNode trace) {
        JsonNode defaults = trace.get("defaults");
        OptimizerSpec spec = OptimizerSpec.named(
                        trace.get("timm_opt").textValue(),
                        trace.get("lr").get(0).doubleValue(),
                        trace.get("weight_decay_w_k").doubleValue())
                .orElseThrow();
        if (defaults.has("betas")) {
            List<Double> betas = new ArrayList<>();
            defaults.get("betas").forEach(beta -> betas.add(beta.doubleValue()));
            spec = spec.withBetas(betas).orElseThrow();
        }
        if (defaults.has("eps")) {
            spec = spec.withEpsilon(defaults.get("eps").doubleValue()).orElseThrow();
        }
        if (defaults.has("max_grad_norm")) {
            JsonNode max = defaults.get("max_grad_norm");
            OptionalDouble limit = max.isNull() ? OptionalDouble.empty() : OptionalDouble.of(max.doubleValue());
            spec = spec.withMaxGradientNorm(limit).orElseThrow();
            spec = spec.withSwitch("always_adapt", defaults.get("always_adapt").booleanValue())
                    .orElseThrow();
        }
        return spec;
    }

    /** The tolerance of the fixture: float32 arithmetic in another order. */
    private static void assertClose(Tensor actual, JsonNode expected) {
        float[] values = Tensors.toFloats(actual);
        float[] wanted = Fixtures.floats(expected);
        assertThat(values).hasSameSizeAs(wanted);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) Math.abs(values[i] - wanted[i])).isLessThanOrEqualTo(1e-7 + 1e-6 * Math.abs(wanted[i]));
        }
    }

    @Test
    void parameters_without_gradient_stay_and_age_not() {
        try (TensorScope scope = TensorScope.open()) {
            List<Parameter> parameters = TracedParameters.parameters();
            try (Optimizer optimizer = AdamW.of(0.1, 0.1).create(ParameterGroup.byWeightDecay(parameters, 0.1))) {
                TracedParameters.setGradient(parameters.get(0), 0);
                optimizer.step(0.1);
                assertThat(Tensors.toFloats(parameters.get(1).tensor()))
                        .containsExactly(Fixtures.floats(FIXTURE.get("params").get("k")));
                assertThat(steps(optimizer)).containsExactly(0f, 1f, 0f);
                optimizer.clearGradients();
                assertThat(parameters.get(0).tensor().grad().defined()).isFalse();
            }
        }
    }

    private static List<Float> steps(Optimizer optimizer) {
        return optimizer.state().stream()
                .map(state -> state.get("step").item_float())
                .toList();
    }

    @Test
    void the_rate_of_a_group_is_scaled() {
        try (TensorScope scope = TensorScope.open()) {
            Parameter whole = new Parameter("whole", Tensors.of(new float[] {1}, 1));
            Parameter half = new Parameter("half", Tensors.of(new float[] {1}, 1));
            List<Parameter> both = List.of(whole, half);
            both.forEach(parameter -> parameter.tensor().set_requires_grad(true));
            List<ParameterGroup> groups =
                    List.of(new ParameterGroup(List.of(whole), 0), new ParameterGroup(List.of(half), 0, 0.5));
            try (Optimizer optimizer = new Sgd(1, 0, 0, false).create(groups)) {
                both.forEach(parameter -> parameter.tensor().mutable_grad().put(Tensors.of(new float[] {1}, 1)));
                optimizer.step(0.25);
                assertThat(Tensors.toFloats(whole.tensor())).containsExactly(0.75f);
                assertThat(Tensors.toFloats(half.tensor())).containsExactly(0.875f);
            }
        }
    }

    @Test
    void every_name_is_that_of_the_optimizer_it_names() {
        assertThat(OptimizerSpec.NAMES).allSatisfy(name -> assertThat(
                        OptimizerSpec.named(name, 0.1, 0).orElseThrow().name())
                .isEqualTo(name));
        assertThat(OptimizerSpec.named("adagrad", 0.1, 0)).isEmpty();
    }
}
