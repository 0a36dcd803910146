package io.metaformer4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.runtime.dnnl.NarrowSupport;
import io.metaformer4j.runtime.dnnl.NarrowSupport.Formats;
import org.junit.jupiter.api.Test;

/** What is said about processors that this machine is not. */
class CpuExaminationTest {

    private static final Formats ALL = new Formats(true, true);
    private static final Formats NOTHING = new Formats(false, false);

    @Test
    void convolutions_are_mentioned_where_they_are_worse_off_than_products() {
        NarrowSupport all = new NarrowSupport(ALL, ALL);
        assertThat(CpuExamination.bfloat16(all)).isEqualTo("with instructions of the processor");
        assertThat(CpuExamination.bytes(all)).isEqualTo("with exact products of bytes");
        NarrowSupport products = new NarrowSupport(ALL, NOTHING);
        assertThat(CpuExamination.bfloat16(products)).contains("with instructions", "convolutions in float32");
        assertThat(CpuExamination.bytes(products)).contains("with exact products of bytes", "convolutions as float32");
        NarrowSupport nothing = new NarrowSupport(NOTHING, NOTHING);
        assertThat(CpuExamination.bfloat16(nothing)).contains("no instructions").doesNotContain("convolutions");
        assertThat(CpuExamination.bytes(nothing)).contains("as float32").doesNotContain("convolutions");
    }
}
