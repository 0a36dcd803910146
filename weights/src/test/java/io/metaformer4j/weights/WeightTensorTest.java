package io.metaformer4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WeightTensorTest {

    @Test
    void every_half_becomes_the_float_it_is_and_back() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Elements.halfToFloat((short) bits);
            assertThat(Float.floatToIntBits(value)).isEqualTo(Float.floatToIntBits(exactHalf(bits)));
            if (!Float.isNaN(value)) {
                assertThat(Elements.floatToHalf(value)).isEqualTo((short) bits);
            }
            float wide = Float.intBitsToFloat(bits << 16);
            if (!Float.isNaN(wide)) {
                assertThat(Elements.floatToBfloat16(wide)).isEqualTo((short) bits);
            }
        }
    }

    /** IEEE 754 binary16 by its definition. */
    private static float exactHalf(int bits) {
        int exponent = bits >> 10 & 31;
        double fraction = (bits & 1023) / 1024.0;
        double magnitude = exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
        return (float) (bits >= 1 << 15 ? -magnitude : magnitude);
    }

    @Test
    void counters_that_averaging_made_floating_become_whole_numbers() {
        WeightTensor whole = WeightTensor.ofLongs(new long[] {3, -2}, 2);
        assertThat(whole.toCounts()).isSameAs(whole);
        assertThat(WeightTensor.ofFloats(new float[] {2.6f, -2}, 2).toCounts().contentEquals(whole))
                .isTrue();
    }

    @Test
    void halves_round_to_nearest_even() {
        assertThat(half(1 + 0x1p-11f)).isEqualTo(1);
        assertThat(half(1 + 0x1.8p-10f)).isEqualTo(1 + 0x1p-9f);
        assertThat(half(Math.nextUp(1 + 0x1p-11f))).isEqualTo(1 + 0x1p-10f);
        assertThat(half(65519.996f)).isEqualTo(65504);
        assertThat(half(65520)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(half(-1e30f)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(half(0x1p-25f)).isEqualTo(0);
        assertThat(half(Math.nextUp(0x1p-25f))).isEqualTo(0x1p-24f);
        assertThat(half(0x1.8p-24f)).isEqualTo(0x1p-23f);
        assertThat(half(Math.nextDown(0x1p-14f))).isEqualTo(0x1p-14f);
        assertThat(half(Float.NaN)).isNaN();
        assertThat(half(-0.0f)).isEqualTo(-0.0f);
    }

    private static float half(float value) {
        return Elements.halfToFloat(Elements.floatToHalf(value));
    }

    @Test
    void bfloats_round_to_nearest_even() {
        assertThat(bfloat(1 + 0x1p-8f)).isEqualTo(1);
        assertThat(bfloat(1 + 0x1.8p-7f)).isEqualTo(1 + 0x1p-6f);
        assertThat(bfloat(Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(bfloat(Float.NaN)).isNaN();
        assertThat(bfloat(Float.intBitsToFloat(0x7f800001))).isNaN();
    }

    private static float bfloat(float value) {
        return WeightTensor.ofFloats(new float[] {value}).to(DType.BF16).toFloats()[0];
    }

    @Test
    void integers_and_truth_values_convert_to_floats() {
        assertThat(of(DType.U8, 0, 128, 255).toFloats()).containsExactly(0, 128, 255);
        assertThat(of(DType.I8, 0, -128, 127).toFloats()).containsExactly(0, -128, 127);
        assertThat(of(DType.BOOL, 0, 1).toFloats()).containsExactly(0, 1);
        assertThat(of(DType.U16, 255, 255).toLongs()).containsExactly(65535);
        assertThat(of(DType.U32, 255, 255, 255, 255).toLongs()).containsExactly(4294967295L);
        assertThat(WeightTensor.ofLongs(new long[] {Long.MIN_VALUE}).toLongs()).containsExactly(Long.MIN_VALUE);
    }

    @Test
    void types_without_conversion_say_so() {
        WeightTensor complex = WeightTensor.of(DType.C64, WeightTensor.allocate(8));
        assertThatThrownBy(complex::toFloats)
                .isInstanceOf(UnsupportedCheckpointException.class)
                .hasMessageContaining("complex64");
        assertThatThrownBy(() -> complex.to(DType.F32)).hasMessageContaining("complex64");
        assertThatThrownBy(() -> WeightTensor.ofFloats(new float[1]).toLongs()).hasMessageContaining("float32");
        assertThatThrownBy(() -> WeightTensor.ofFloats(new float[1]).to(DType.I64))
                .hasMessageContaining("int64");
    }

    @Test
    void shapes_are_checked() {
        assertThatThrownBy(() -> WeightTensor.ofFloats(new float[5], 2, 3))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("float32 [2, 3] tensor has 24 bytes, but 20 were given");
        assertThatThrownBy(() -> WeightTensor.ofFloats(new float[6], -2, -3)).hasMessageContaining("negative");
        assertThatThrownBy(() -> WeightTensor.ofFloats(new float[1], 1L << 40, 1L << 40))
                .hasMessageContaining("impossible");
        assertThatThrownBy(() -> WeightTensor.ofFloats(new float[6], 6).reshape(4))
                .hasMessageContaining("reshaped");
        assertThatThrownBy(() -> WeightTensor.of(DType.I8, ByteBuffer.allocate(1), 1))
                .hasMessageContaining("direct");
        assertThat(WeightTensor.ofFloats(new float[0], 0, Long.MAX_VALUE).elementCount())
                .isZero();
    }

    @Test
    void reshaping_shares_the_data() {
        WeightTensor tensor = WeightTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 6);
        WeightTensor reshaped = tensor.reshape(2, 3, 1, 1);
        assertThat(reshaped.shape()).containsExactly(2, 3, 1, 1);
        assertThat(reshaped.bytes()).isEqualTo(tensor.bytes());
        assertThat(reshaped).hasToString("float32 [2, 3, 1, 1]");
    }

    @Test
    void rows_are_selected_in_the_order_asked_for() {
        WeightTensor tensor = WeightTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        assertThat(tensor.rows(2, 0, 2).toFloats()).containsExactly(5, 6, 1, 2, 5, 6);
        assertThat(tensor.rows().shape()).containsExactly(0, 2);
        assertThatThrownBy(() -> tensor.rows(3)).hasMessageContaining("row 3");
    }

    @Test
    void the_first_value_that_is_not_finite_is_found_in_every_float_type() {
        float[] values = {0, -1, Float.MAX_VALUE, Float.NaN, Float.POSITIVE_INFINITY};
        WeightTensor tensor = WeightTensor.ofFloats(values, 5);
        assertThat(tensor.firstNonFinite()).isEqualTo(OptionalLong.of(3));
        assertThat(tensor.to(DType.F64).firstNonFinite()).isEqualTo(OptionalLong.of(3));
        assertThat(tensor.to(DType.F16).firstNonFinite()).isEqualTo(OptionalLong.of(2));
        assertThat(tensor.to(DType.BF16).firstNonFinite()).isEqualTo(OptionalLong.of(2));
        assertThat(WeightTensor.ofLongs(new long[] {-1}).firstNonFinite()).isEmpty();
        assertThat(tensor.rows(0, 1).firstNonFinite()).isEmpty();
    }

    @Test
    void nobody_can_change_the_data() {
        WeightTensor tensor = WeightTensor.ofFloats(new float[] {1}, 1);
        assertThatThrownBy(() -> tensor.bytes().put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
        tensor.shape()[0] = 7;
        assertThat(tensor.shape()).containsExactly(1);
        tensor.bytes().get();
        assertThat(tensor.bytes().position()).isZero();
    }

    private static WeightTensor of(DType dtype, int... bytes) {
        ByteBuffer buffer = WeightTensor.allocate(bytes.length);
        for (int b : bytes) {
            buffer.put((byte) b);
        }
        return WeightTensor.of(dtype, buffer.flip(), bytes.length / dtype.width());
    }
}
