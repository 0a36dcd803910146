package io.metaformer4j.training.objective;

class BinaryCrossEntropyContractTest extends ObjectiveContractTest {

    @Override
    protected ClassObjective objective() {
        return new BinaryCrossEntropy(0.1);
    }
}
