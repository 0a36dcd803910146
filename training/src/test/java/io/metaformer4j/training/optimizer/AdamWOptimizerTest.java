package io.metaformer4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import org.junit.jupiter.api.Test;

class AdamWOptimizerTest extends OptimizerContractTest {

    @Override
    protected OptimizerSpec spec(double rate, double weightDecay) {
        return OptimizerSpec.AdamW.of(rate, weightDecay);
    }

    @Test
    void impossible_betas_are_refused_by_name() {
        assertThatThrownBy(() -> new OptimizerSpec.AdamW(1e-3, 0.1, 0.9, 1, 1e-8))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("beta2");
    }
}
