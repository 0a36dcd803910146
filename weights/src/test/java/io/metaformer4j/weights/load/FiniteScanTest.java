package io.metaformer4j.weights.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.weights.WeightTensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteScanTest {

    /** Two blocks of the scan and a rest. */
    private static final int SIZE = 2 * 2048 + 77;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2047, 2048, 4095, 4096, SIZE - 1})
    void finds_every_kind_of_value_that_is_not_finite_wherever_it_is(int position) {
        float signallingNaN = Float.intBitsToFloat(0x7f800001);
        float negativeNaN = Float.intBitsToFloat(0xffc00000);
        for (float bad :
                new float[] {Float.NaN, signallingNaN, negativeNaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] values = finite();
            values[position] = bad;
            assertThat(FiniteScan.find(WeightTensor.ofFloats(values, SIZE))).hasValue(position);
        }
    }

    @Test
    void accepts_the_largest_and_smallest_finite_values_of_both_signs() {
        float[] values = finite();
        values[5] = Float.MAX_VALUE;
        values[6] = -Float.MAX_VALUE;
        values[7] = Float.MIN_VALUE;
        values[8] = -0f;
        assertThat(FiniteScan.find(WeightTensor.ofFloats(values, SIZE))).isEmpty();
    }

    @Test
    void accepts_a_tensor_without_elements() {
        assertThat(FiniteScan.find(WeightTensor.ofFloats(new float[0], 0))).isEmpty();
    }

    /** Random bit patterns with every exponent but that of NaN. */
    private static float[] finite() {
        Random random = new Random(1);
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            int bits = random.nextInt();
            values[i] = Float.isFinite(Float.intBitsToFloat(bits)) ? Float.intBitsToFloat(bits) : i;
        }
        return values;
    }
}
