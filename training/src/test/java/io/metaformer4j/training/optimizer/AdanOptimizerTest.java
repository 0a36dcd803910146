package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdanOptimizerTest extends OptimizerContractTest {

    @Override
    protected OptimizerSpec spec(double rate, double weightDecay) {
        return Adan.of(rate, weightDecay);
    }

    /** The bytes of a checkpoint depend on it. */
    @Test
    void the_state_is_in_the_order_of_timm() {
        try (TensorScope scope = TensorScope.open()) {
            Parameter parameter = new Parameter("x", Tensors.of(new float[] {1}, 1));
            List<ParameterGroup> groups = List.of(new ParameterGroup(List.of(parameter), 0));
            try (Optimizer optimizer = Adan.of(1e-3, 0).create(groups)) {
                assertThat(optimizer.state().get(0).keySet())
                        .containsExactly("step", "exp_avg", "exp_avg_diff", "exp_avg_sq", "neg_pre_grad");
            }
        }
    }
}
