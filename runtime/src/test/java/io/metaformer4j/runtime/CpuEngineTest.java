package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.engine.Placement;
import io.metaformer4j.engine.Precision;
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
        assertThat(Engines.standard().preferred(Engines.Needs.ANSWERS)).isInstanceOf(CpuEngine.class);
    }

    @Test
    void what_it_lacks_is_known_before_a_network_is_loaded() {
        assertThat(engine().obstacle(Placement.DEFAULT)).isEmpty();
        assertThat(engine().obstacle(Placement.DEFAULT.withPrecision(Precision.FLOAT16))
                        .orElseThrow())
                .contains("fp16", "torch engine");
        assertThat(engine().obstacle(Placement.DEFAULT.withDevice(Device.parse("cuda")))
                        .orElseThrow())
                .contains("no device cuda:0");
        assertThat(engine().capabilities()).isEmpty();
    }
}
