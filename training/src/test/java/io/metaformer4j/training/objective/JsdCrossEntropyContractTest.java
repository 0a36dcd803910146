package io.metaformer4j.training.objective;

class JsdCrossEntropyContractTest extends ObjectiveContractTest {

    @Override
    protected ClassObjective objective() {
        return JsdCrossEntropy.of(0.1, 3);
    }
}
