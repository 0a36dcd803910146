package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {

    private static final JsonNode FIXTURE = Fixtures.json("optimizer/traces.json");

    private static final List<String> OURS = List.of("adamw", "sgd", "momentum");

    static Stream<Arguments> traces() {
        return StreamSupport.stream(FIXTURE.get("traces").spliterator(), false)
                .filter(trace -> OURS.contains(trace.get("timm_opt").textValue()))
                .map(trace -> Arguments.of(trace.get("name").textValue(), trace));
    }

    @Test
    void all_traces_of_our_optimizers_are_run() {
        assertThat(traces()).hasSize(6);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void parameters_follow_the_trace_of_pytorch(String name, JsonNode trace) {
        try (TensorScope scope = TensorScope.open()) {
            List<Parameter> parameters = parameters();
            List<ParameterGroup> groups = ParameterGroup.byWeightDecay(
                    parameters, trace.get("weight_decay_w_k").doubleValue());
            try (Optimizer optimizer = spec(trace).create(groups)) {
                for (int step = 0; step < 5; step++) {
                    for (Parameter parameter : parameters) {
                        setGradient(parameter, FIXTURE.get("grads").get(step).get(parameter.name()));
                    }
                    optimizer.step(trace.get("lr").get(step).doubleValue());
                    for (Parameter parameter : parameters) {
                        assertClose(
                                parameter.tensor(), trace.get("after").get(step).get(parameter.name()));
                    }
                }
            }
        }
    }

    private static OptimizerSpec spec(JsonNode trace) {
        JsonNode defaults = trace.get("defaults");
        double rate = trace.get("lr").get(0).doubleValue();
        double weightDecay = trace.get("weight_decay_w_k").doubleValue();
        if (defaults.has("momentum")) {
            return new OptimizerSpec.Sgd(
                    rate,
                    weightDecay,
                    defaults.get("momentum").doubleValue(),
                    defaults.get("nesterov").booleanValue());
        }
        return new OptimizerSpec.AdamW(
                rate,
                weightDecay,
                defaults.get("betas").get(0).doubleValue(),
                defaults.get("betas").get(1).doubleValue(),
                defaults.get("eps").doubleValue());
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

    static List<Parameter> parameters() {
        return List.of(parameter("w", 4, 3), parameter("k", 2, 3, 2, 2), parameter("b", 5));
    }

    private static Parameter parameter(String name, long... shape) {
        Tensor tensor = Tensors.of(Fixtures.floats(FIXTURE.get("params").get(name)), shape);
        tensor.set_requires_grad(true);
        return new Parameter(name, tensor);
    }

    static void setGradient(Parameter parameter, JsonNode values) {
        parameter
                .tensor()
                .mutable_grad()
                .put(Tensors.of(Fixtures.floats(values), parameter.tensor().shape()));
    }

    @Test
    void parameters_without_gradient_stay_and_age_not() {
        try (TensorScope scope = TensorScope.open()) {
            List<Parameter> parameters = parameters();
            try (Optimizer optimizer =
                    OptimizerSpec.AdamW.of(0.1, 0.1).create(ParameterGroup.byWeightDecay(parameters, 0.1))) {
                setGradient(parameters.get(0), FIXTURE.get("grads").get(0).get("w"));
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
}
