package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every optimizer promises to the trainer. */
abstract class OptimizerContractTest {

    private static final double RATE = 0.05;
    private static final double DECAY = 0.1;
    private static final float[] MATRIX = {1f, -2f, 3f, -4f, 5f, -6f};
    private static final float[] VECTOR = {0.5f, -1.5f};

    private TensorScope scope;

    /** The optimizer under test. */
    protected abstract OptimizerSpec spec(double rate, double weightDecay);

    @BeforeEach
    void openScope() {
        scope = TensorScope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    /** A matrix, which decays, and a vector, which does not. */
    private static List<Parameter> parameters() {
        return List.of(parameter("matrix", MATRIX, 3, 2), parameter("vector", VECTOR, 2));
    }

    private static Parameter parameter(String name, float[] values, long... shape) {
        Tensor tensor = Tensors.of(values, shape);
        tensor.set_requires_grad(true);
        return new Parameter(name, tensor);
    }

    private Optimizer optimizer(List<Parameter> parameters, double weightDecay) {
        return spec(RATE, weightDecay).create(ParameterGroup.byWeightDecay(parameters, weightDecay));
    }

    private static void setGradient(Parameter parameter, float[] values) {
        Tensor gradient = Tensors.of(values, parameter.tensor().shape());
        parameter.tensor().mutable_grad().put(gradient);
    }

    /** The gradient of {@code x^2 / 2}. */
    private static void followQuadratic(List<Parameter> parameters) {
        parameters.forEach(parameter -> setGradient(parameter, values(parameter)));
    }

    private static float[] values(Parameter parameter) {
        return Tensors.toFloats(parameter.tensor());
    }

    private static double length(List<Parameter> parameters) {
        double squares = 0;
        for (Parameter parameter : parameters) {
            for (float value : values(parameter)) {
                squares += (double) value * value;
            }
        }
        return Math.sqrt(squares);
    }

    private static List<Map<String, WeightTensor>> saved(Optimizer optimizer) {
        return optimizer.state().stream()
                .map(state -> state.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> WeightTensor.ofFloats(
                                        Tensors.toFloats(entry.getValue()),
                                        entry.getValue().shape()))))
                .toList();
    }

    /** The rate falls, because steps of one length, such as those by signs, go on swinging about the minimum. */
    @Test
    void steps_walk_down_a_quadratic() {
        List<Parameter> parameters = parameters();
        try (Optimizer optimizer = optimizer(parameters, 0)) {
            double before = length(parameters);
            int steps = 400;
            for (int i = 0; i < steps; i++) {
                followQuadratic(parameters);
                optimizer.step(RATE * (steps - i) / steps);
            }
            assertThat(length(parameters)).isLessThan(before / 10);
        }
    }

    @Test
    void a_restored_state_continues_bit_for_bit() {
        List<Parameter> first = parameters();
        List<Parameter> second = parameters();
        try (Optimizer one = optimizer(first, DECAY);
                Optimizer two = optimizer(second, DECAY)) {
            for (int i = 0; i < 3; i++) {
                followQuadratic(first);
                one.step(RATE);
            }
            two.restore(saved(one));
            try (NoGradGuard noGrad = new NoGradGuard()) {
                for (int i = 0; i < first.size(); i++) {
                    second.get(i).tensor().copy_(first.get(i).tensor());
                }
            }
            for (int i = 0; i < 3; i++) {
                followQuadratic(first);
                one.step(RATE);
                followQuadratic(second);
                two.step(RATE);
            }
            for (int i = 0; i < first.size(); i++) {
                assertThat(values(second.get(i))).containsExactly(values(first.get(i)));
            }
        }
    }

    @Test
    void the_state_has_the_announced_names() {
        try (Optimizer optimizer = optimizer(parameters(), DECAY)) {
            assertThat(optimizer.state()).hasSize(2).allSatisfy(state -> assertThat(state.keySet())
                    .isEqualTo(spec(RATE, DECAY).stateNames()));
        }
    }

    @Test
    void a_learning_rate_of_zero_changes_nothing() {
        List<Parameter> parameters = parameters();
        try (Optimizer optimizer = optimizer(parameters, DECAY)) {
            followQuadratic(parameters);
            optimizer.step(0);
            assertThat(values(parameters.get(0))).containsExactly(MATRIX);
            assertThat(values(parameters.get(1))).containsExactly(VECTOR);
        }
    }

    @Test
    void the_rate_of_the_step_counts_and_not_that_of_the_description() {
        List<Parameter> slow = parameters();
        List<Parameter> fast = parameters();
        try (Optimizer one = optimizer(slow, DECAY);
                Optimizer two = optimizer(fast, DECAY)) {
            followQuadratic(slow);
            followQuadratic(fast);
            one.step(0.001);
            two.step(0.002);
            for (int i = 0; i < MATRIX.length; i++) {
                double little = MATRIX[i] - (double) values(slow.get(0))[i];
                double much = MATRIX[i] - (double) values(fast.get(0))[i];
                assertThat(little).isNotZero();
                assertThat(much / little).isBetween(1.99, 2.01);
            }
        }
    }

    @Test
    void weight_decay_acts_on_its_group_only() {
        List<Parameter> parameters = parameters();
        try (Optimizer optimizer = optimizer(parameters, DECAY)) {
            setGradient(parameters.get(0), new float[MATRIX.length]);
            setGradient(parameters.get(1), new float[VECTOR.length]);
            optimizer.step(RATE);
            for (int i = 0; i < MATRIX.length; i++) {
                float value = values(parameters.get(0))[i];
                assertThat(Math.abs(value)).isLessThan(Math.abs(MATRIX[i]));
            }
            assertThat(values(parameters.get(1))).containsExactly(VECTOR);
        }
    }

    @Test
    void parameters_without_gradient_stay() {
        List<Parameter> parameters = parameters();
        try (Optimizer optimizer = optimizer(parameters, DECAY)) {
            setGradient(parameters.get(1), VECTOR);
            optimizer.step(RATE);
            assertThat(values(parameters.get(0))).containsExactly(MATRIX);
            assertThat(values(parameters.get(1))).isNotEqualTo(VECTOR);
        }
    }

    @Test
    void a_step_leaves_the_gradients_until_they_are_cleared() {
        List<Parameter> parameters = parameters();
        try (Optimizer optimizer = optimizer(parameters, DECAY)) {
            followQuadratic(parameters);
            optimizer.step(RATE);
            assertThat(Tensors.toFloats(parameters.get(0).tensor().grad())).containsExactly(MATRIX);
            optimizer.clearGradients();
            assertThat(parameters.get(0).tensor().grad().defined()).isFalse();
        }
    }

    @Test
    void a_step_tells_that_the_parameters_have_changed() {
        List<Parameter> parameters = parameters();
        try (Optimizer optimizer = optimizer(parameters, DECAY)) {
            long before = parameters.get(0).tensor()._version();
            followQuadratic(parameters);
            optimizer.step(RATE);
            assertThat(parameters.get(0).tensor()._version()).isGreaterThan(before);
        }
    }

    @Test
    void a_state_of_another_model_is_refused() {
        try (Optimizer optimizer = optimizer(parameters(), 0)) {
            assertThatThrownBy(() -> optimizer.restore(List.of()))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("0 entries")
                    .hasMessageContaining("2 trained parameters");
            Map<String, WeightTensor> wrong = spec(RATE, 0).stateNames().stream()
                    .collect(Collectors.toMap(name -> name, name -> WeightTensor.ofFloats(new float[7], 7)));
            assertThatThrownBy(() -> optimizer.restore(Collections.nCopies(2, wrong)))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("optimizer state 0")
                    .hasMessageContaining("[7]");
            assertThatThrownBy(() -> optimizer.restore(Collections.nCopies(2, Map.of())))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("another optimizer");
        }
    }

    @Test
    void another_rate_and_decay_change_nothing_else() {
        OptimizerSpec spec = spec(RATE, DECAY);
        assertThat(spec.with(0.5, 0.25).rate()).isEqualTo(0.5);
        assertThat(spec.with(0.5, 0.25).weightDecay()).isEqualTo(0.25);
        assertThat(spec.with(0.5, 0.25).with(RATE, DECAY)).isEqualTo(spec);
        assertThat(spec.torchOptions()).containsEntry("lr", RATE);
    }

    @Test
    void impossible_rates_are_refused_by_name() {
        assertThatThrownBy(() -> spec(0, DECAY))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("learning rate");
        assertThatThrownBy(() -> spec(RATE, -1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("weight decay");
    }
}
