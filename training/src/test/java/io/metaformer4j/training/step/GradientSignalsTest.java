package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.training.optimizer.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The network is {@code ((2 * a) * b) * c}, of which b is frozen in some tests. */
class GradientSignalsTest {

    private final TensorScope scope = TensorScope.open();
    private final Tensor a = leaf(3);
    private final Tensor b = leaf(5);
    private final Tensor c = leaf(7);
    private final List<Parameter> parameters =
            List.of(new Parameter("a", a), new Parameter("b", b), new Parameter("c", c));

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor leaf(float value) {
        Tensor tensor = Tensors.of(new float[] {value}, 1);
        tensor.set_requires_grad(true);
        return tensor;
    }

    private void pass() {
        Tensor two = Tensors.of(new float[] {2}, 1);
        two.mul(a).mul(b).mul(c).sum().backward();
    }

    private static float gradient(Parameter parameter) {
        return Tensors.toFloats(parameter.tensor().grad())[0];
    }

    @Test
    void gradients_are_told_from_the_last_to_the_first_when_they_are_complete() {
        List<Integer> told = new ArrayList<>();
        List<Float> gradients = new ArrayList<>();
        try (GradientSignals signals = new GradientSignals(parameters)) {
            pass(); // nobody listens
            assertThat(told).isEmpty();
            signals.during(this::pass, parameter -> {
                told.add(parameter);
                gradients.add(gradient(parameters.get(parameter)));
            });
        }
        assertThat(told).containsExactly(2, 1, 0);
        assertThat(gradients).containsExactly(2 * 30f, 2 * 42f, 2 * 70f); // of both passes
    }

    @Test
    void frozen_parameters_are_not_told() {
        b.set_requires_grad(false);
        List<Integer> told = new ArrayList<>();
        try (GradientSignals signals = new GradientSignals(parameters)) {
            signals.during(this::pass, told::add);
        }
        assertThat(told).containsExactly(2, 0);
    }

    @Test
    void a_failure_of_the_listener_comes_after_the_pass_with_its_type() {
        List<Integer> told = new ArrayList<>();
        try (GradientSignals signals = new GradientSignals(parameters)) {
            assertThatThrownBy(() -> signals.during(this::pass, parameter -> {
                        told.add(parameter);
                        throw new UnsupportedOperationException("too bad");
                    }))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("too bad");
            assertThat(told).containsExactly(2);
            assertThat(parameters).extracting(GradientSignalsTest::gradient).containsExactly(70f, 42f, 30f);
            signals.during(() -> {}, told::add);
            assertThat(told).containsExactly(2);
        }
    }
}
