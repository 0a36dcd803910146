package io.metaformer4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.testing.NetworkContractTest;
import org.junit.jupiter.api.Test;

class TorchEngineTest extends NetworkContractTest {

    @Override
    protected Engine engine() {
        return new TorchEngine();
    }

    @Test
    void is_found_as_a_service() {
        assertThat(Engines.standard().named("torch")).isInstanceOf(TorchEngine.class);
        assertThat(Engines.standard().first()).isInstanceOf(TorchEngine.class);
    }
}
