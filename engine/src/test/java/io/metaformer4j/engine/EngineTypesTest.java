package io.metaformer4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineTypesTest {

    @Test
    void devices_and_precisions_are_read_from_text() {
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU);
        assertThat(Device.parse("cuda")).isEqualTo(new Device(Device.Kind.CUDA, 0));
        assertThat(Device.parse("cuda:1")).hasToString("cuda:1");
        assertThat(Precision.parse("bf16")).isEqualTo(Precision.BFLOAT16);
        assertThat(Precision.parse("float16")).isEqualTo(Precision.FLOAT16);
        assertThatThrownBy(() -> Device.parse("gpu")).hasMessageContainingAll("'gpu'", "cpu, cuda or cuda:<number>");
        assertThatThrownBy(() -> Device.parse("cpu:1")).hasMessageContaining("out of range");
        assertThatThrownBy(() -> Precision.parse("int8")).hasMessageContainingAll("'int8'", "fp32, bf16 or fp16");
    }

    @Test
    void no_threads_are_no_threads() {
        assertThatThrownBy(() -> Placement.DEFAULT.withThreads(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("0 threads", "at least 1");
    }

    @Test
    void without_an_engine_it_is_said_what_to_add() {
        assertThatThrownBy(() -> Engines.of(List.of()).preferred(Engines.Needs.ANSWERS))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("no engine", "class path", "metaformer4j-torch");
        assertThatThrownBy(() -> Engines.of(List.of()).named("torch"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("add the library metaformer4j-torch");
        assertThat(Engines.standard().all()).isEmpty(); // this module's own tests have none
    }

    @Test
    void outputs_that_were_not_asked_for_are_named() {
        assertThatThrownBy(() -> new Outputs(Map.of()).logits())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'logits'", "not asked for");
        assertThatThrownBy(() -> Request.of()).hasMessageContaining("at least one output");
    }

    @Test
    void an_array_holds_as_many_values_as_its_shape_says() {
        assertThat(FloatArray.of(new float[6], List.of(2, 3)).shape()).containsExactly(2, 3);
        assertThatThrownBy(() -> FloatArray.of(new float[5], List.of(2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("5 values", "[2, 3]");
    }
}
