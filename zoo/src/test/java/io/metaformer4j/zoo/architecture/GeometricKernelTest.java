package io.metaformer4j.zoo.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.zoo.MetaFormerException;
import org.junit.jupiter.api.Test;

class GeometricKernelTest {

    /** Libraries differ in the last bit of cos and sin; all values are at most 0.5, whose last bit is 2^-25. */
    private static final float ONE_ROUNDING = 0x1p-25f;

    @Test
    void all_49_kernels_equal_the_reference() {
        int kernels = 0;
        for (String line : Fixtures.lines("architecture/geometric_kernels.tsv")) {
            String[] columns = line.split("\t", -1);
            GeometricOrder order = new GeometricOrder(Integer.parseInt(columns[1]), Integer.parseInt(columns[2]));
            float[] values = GeometricKernel.values(Integer.parseInt(columns[0]), order, columns[3].equals("sin"));
            String[] expected = columns[4].split(" ", -1);
            assertThat(values).hasSize(expected.length);
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i])
                        .as("%s %s value %s", order, columns[3], i)
                        .isCloseTo(Float.parseFloat(expected[i]), within(ONE_ROUNDING));
            }
            kernels++;
        }
        assertThat(kernels).isEqualTo(49);
    }

    @Test
    void an_even_kernel_is_refused() {
        assertThatThrownBy(() -> GeometricKernel.values(4, new GeometricOrder(1, 0), false))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("side 4");
    }
}
