package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdamWOptimizerTest extends OptimizerContractTest {

    @Override
    protected OptimizerSpec spec(double rate, double weightDecay) {
        return AdamW.of(rate, weightDecay);
    }

    /** The bytes of a checkpoint depend on it. */
    @Test
    void the_state_is_in_the_order_of_pytorch() {
        try (TensorScope scope = TensorScope.open()) {
            Parameter parameter = new Parameter("x", Tensors.of(new float[] {1}, 1));
            List<ParameterGroup> groups = List.of(new ParameterGroup(List.of(parameter), 0));
            try (Optimizer optimizer = AdamW.of(1e-3, 0).create(groups)) {
                assertThat(optimizer.state().get(0).keySet()).containsExactly("step", "exp_avg", "exp_avg_sq");
            }
        }
    }

    @Test
    void impossible_betas_are_refused_by_name() {
        assertThatThrownBy(() -> new AdamW(1e-3, 0.1, 0.9, 1, 1e-8))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("beta2");
    }
}
