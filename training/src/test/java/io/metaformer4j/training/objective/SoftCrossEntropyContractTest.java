package io.metaformer4j.training.objective;

class SoftCrossEntropyContractTest extends ObjectiveContractTest {

    @Override
    protected ClassObjective objective() {
        return new SoftCrossEntropy(0.1);
    }
}
