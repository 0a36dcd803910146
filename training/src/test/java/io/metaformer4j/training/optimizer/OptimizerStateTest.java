package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.metaformer4j.torch.natives.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class OptimizerStateTest {

    @Test
    void a_state_that_cannot_be_made_frees_what_was_made_of_it() {
        List<Tensor> made = new ArrayList<>();
        Function<Tensor, Map<String, Tensor>> initial = parameter -> {
            if (made.size() == 2) {
                throw new IllegalStateException("no memory is left");
            }
            made.add(zeros(2, 3));
            return Map.of("exp_avg", made.get(made.size() - 1));
        };
        try (TensorScope scope = TensorScope.open()) {
            List<ParameterGroup> groups = List.of(
                    new ParameterGroup(List.of(new Parameter("norm.weight", zeros(3))), 0),
                    new ParameterGroup(
                            List.of(new Parameter("fc1.weight", zeros(2, 3)), new Parameter("fc2.weight", zeros(2, 3))),
                            0.05));
            assertThatThrownBy(() -> new OptimizerState(groups, initial)).hasMessage("no memory is left");
        }
        assertThat(made).hasSize(2).allMatch(tensor -> tensor.isNull(), "is freed");
    }

    @Test
    void a_state_outlives_the_scope_it_is_made_in() {
        OptimizerState state;
        try (TensorScope scope = TensorScope.open()) {
            List<Parameter> parameters = List.of(new Parameter("fc1.weight", zeros(2, 3)));
            state = new OptimizerState(
                    List.of(new ParameterGroup(parameters, 0)), parameter -> Map.of("exp_avg", zeros(2, 3)));
        }
        Tensor average = state.tensors().get(0).get("exp_avg");
        assertThat(average.isNull()).isFalse();
        state.close();
        assertThat(average.isNull()).isTrue();
    }
}
