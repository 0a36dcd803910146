package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LambOptimizerTest extends OptimizerContractTest {

    @Override
    protected OptimizerSpec spec(double rate, double weightDecay) {
        return Lamb.of(rate, weightDecay);
    }

    /** A first update has values of about 1, so that its length is that of a vector of ones. */
    private static float[] afterOneStep(OptimizerSpec spec, float... values) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor tensor = Tensors.of(values, values.length);
            tensor.set_requires_grad(true);
            ParameterGroup group = new ParameterGroup(List.of(new Parameter("x", tensor)), 0);
            try (Optimizer optimizer = spec.create(List.of(group))) {
                float[] ones = new float[values.length];
                Arrays.fill(ones, 1);
                tensor.mutable_grad().put(Tensors.of(ones, values.length));
                optimizer.step(0.125);
                return Tensors.toFloats(tensor);
            }
        }
    }

    @Test
    void a_clipped_trust_does_not_lengthen_an_update() {
        OptimizerSpec adapting =
                Lamb.of(0.125, 0).withSwitch("always_adapt", true).orElseThrow();
        OptimizerSpec clipped = adapting.withSwitch("trust_clip", true).orElseThrow();
        assertThat(afterOneStep(adapting, 8f, 8f)[0]).isBetween(6.999f, 7.001f);
        assertThat(afterOneStep(clipped, 8f, 8f)[0]).isBetween(7.874f, 7.876f);
        assertThat(afterOneStep(clipped, 0.5f, 0.5f)).isEqualTo(afterOneStep(adapting, 0.5f, 0.5f));
    }

    @Test
    void a_parameter_of_zeros_still_moves() {
        OptimizerSpec adapting =
                Lamb.of(0.125, 0).withSwitch("always_adapt", true).orElseThrow();
        assertThat(afterOneStep(adapting, 0f, 0f)[0]).isBetween(-0.1251f, -0.1249f);
    }

    @Test
    void impossible_numbers_are_refused_by_name() {
        assertThatThrownBy(() -> Lamb.of(0.1, 0).withMaxGradientNorm(OptionalDouble.of(0)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("largest gradient norm");
        assertThatThrownBy(() -> Lamb.of(0.1, 0).withBetas(List.of(0.9, 0.9, 0.9)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("lamb has 2 betas, not 3");
    }
}
