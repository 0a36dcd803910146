package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SgdOptimizerTest extends OptimizerContractTest {

    @Override
    protected OptimizerSpec spec(double rate, double weightDecay) {
        return Sgd.of(rate, weightDecay);
    }

    @Test
    void without_momentum_a_step_is_rate_times_gradient_and_nothing_is_remembered() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor tensor = Tensors.of(new float[] {2}, 1);
            tensor.set_requires_grad(true);
            List<ParameterGroup> groups = List.of(new ParameterGroup(List.of(new Parameter("x", tensor)), 0.5));
            try (Optimizer optimizer = new Sgd(1, 0.5, 0, false).create(groups)) {
                tensor.mutable_grad().put(Tensors.of(new float[] {3}, 1));
                optimizer.step(0.25);
                assertThat(Tensors.toFloats(tensor)).containsExactly(2 - 0.25f * (3 + 0.5f * 2));
                assertThat(optimizer.state())
                        .allSatisfy(state -> assertThat(state).isEmpty());
            }
        }
    }

    @Test
    void momentum_is_that_of_nesterov_unless_there_is_none() {
        Sgd standard = Sgd.of(0.1, 0);
        assertThat(standard.withMomentum(0)).contains(new Sgd(0.1, 0, 0, false));
        assertThat(new Sgd(0.1, 0, 0, false).withMomentum(0.9)).contains(standard);
        assertThat(new Sgd(0.1, 0, 0.9, false).withMomentum(0.5)).contains(new Sgd(0.1, 0, 0.5, false));
    }

    @Test
    void impossible_momenta_are_refused_by_name() {
        assertThatThrownBy(() -> new Sgd(0.1, 0, 1, false))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("momentum of the optimizer is 1.0");
        assertThatThrownBy(() -> new Sgd(0.1, 0, 0, true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("Nesterov");
    }
}
