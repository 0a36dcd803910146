package io.metaformer4j.runtime.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.quantize.RangeMethod;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValueHistogramTest {

    private static float[] values(int count) {
        Random random = new Random(4);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        values[count / 2] = 40; // far away from all others
        return values;
    }

    private static InputRange range(RangeMethod method, float[]... parts) {
        ValueHistogram histogram = new ValueHistogram();
        for (float[] part : parts) {
            histogram.add(part, part.length);
        }
        return histogram.range(method);
    }

    private static double error(InputRange range, float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += Math.pow(range.restored(value) - value, 2);
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(RangeMethod.class)
    void the_order_of_values_does_not_matter(RangeMethod method) {
        float[] few = {0.001f, -0.002f};
        float[] many = values(10_000);
        assertThat(range(method, few, many)).isEqualTo(range(method, many, few));
    }

    @Test
    void the_widest_range_holds_all_values_and_zero_exactly() {
        InputRange range = range(RangeMethod.MINMAX, values(10_000));
        assertThat(range.restored(40)).isCloseTo(40, within((double) range.step()));
        assertThat(range.restored(0)).isZero();
        assertThat(range(RangeMethod.MINMAX, new float[] {3, 5})).isEqualTo(new InputRange(5f / 255, 0));
    }

    @Test
    void a_value_far_away_costs_the_others_nothing_in_a_range_that_leaves_some_out() {
        assertThat(range(RangeMethod.PERCENTILE, values(100_000)).restored(40)).isLessThan(5);
    }

    @Test
    void the_smallest_squared_error_is_no_larger_than_that_of_all_values() {
        float[] values = values(100_000);
        assertThat(error(range(RangeMethod.MSE, values), values))
                .isLessThan(error(range(RangeMethod.MINMAX, values), values));
    }

    @Test
    void what_is_no_number_is_passed_over() {
        float[] values = {1, Float.NaN, Float.POSITIVE_INFINITY, -1};
        assertThat(range(RangeMethod.MINMAX, values)).isEqualTo(range(RangeMethod.MINMAX, new float[] {1, -1}));
        assertThat(range(RangeMethod.MSE, new float[] {0, 0})).isEqualTo(new InputRange(1, 0));
    }
}
