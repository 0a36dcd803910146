package io.metaformer4j.training.optimizer;

class LionOptimizerTest extends OptimizerContractTest {

    @Override
    protected OptimizerSpec spec(double rate, double weightDecay) {
        return Lion.of(rate, weightDecay);
    }
}
