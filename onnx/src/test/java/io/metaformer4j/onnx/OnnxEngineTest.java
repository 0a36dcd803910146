package io.metaformer4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.testing.NetworkContractTest;
import org.junit.jupiter.api.Test;

class OnnxEngineTest extends NetworkContractTest {

    @Override
    protected Engine engine() {
        return new OnnxEngine();
    }

    @Test
    void is_found_as_a_service() {
        assertThat(Engines.standard().named("onnx")).isInstanceOf(OnnxEngine.class);
        assertThat(engine().priority()).isEqualTo(20);
    }
}
