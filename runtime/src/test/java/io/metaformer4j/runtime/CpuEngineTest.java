package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.testing.NetworkContractTest;
import org.junit.jupiter.api.Test;

class CpuEngineTest extends NetworkContractTest {

    @Override
    protected Engine engine() {
        return new CpuEngine();
    }

    @Test
    void is_found_as_a_service() {
        assertThat(Engines.standard().named("cpu")).isInstanceOf(CpuEngine.class);
    }
}
