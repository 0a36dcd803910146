package io.metaformer4j.training.optimizer;

class MomentumOptimizerTest extends OptimizerContractTest {

    @Override
    protected OptimizerSpec spec(double rate, double weightDecay) {
        return new Sgd(rate, weightDecay, 0.9, false);
    }
}
