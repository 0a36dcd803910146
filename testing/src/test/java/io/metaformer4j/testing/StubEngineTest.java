package io.metaformer4j.testing;

import io.metaformer4j.engine.Engine;

class StubEngineTest extends NetworkContractTest {

    @Override
    protected Engine engine() {
        return new StubEngine();
    }
}
