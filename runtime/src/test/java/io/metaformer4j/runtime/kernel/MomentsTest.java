package io.metaformer4j.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MomentsTest {

    private static final int ROWS = 12;
    private static final int LENGTH = 700;

    /** Means a thousand deviations from zero leave the variance four digits of float32, if it is taken about the mean of a row. */
    @Test
    void a_mean_far_from_zero_leaves_the_variance_its_digits() {
        Random random = new Random(1);
        double[] statistics = new double[3 * ROWS];
        double sum = 0;
        double squares = 0;
        for (int y = 0; y < ROWS; y++) {
            float[] row = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                row[i] = (float) (1000 + y + random.nextGaussian());
                sum += row[i];
                squares += (double) row[i] * row[i];
            }
            Moments.record(statistics, y, row, LENGTH, new PlainKernels());
        }
        double count = ROWS * LENGTH;
        double variance = squares / count - sum / count * (sum / count);
        Moments moments = Moments.of(statistics);
        assertThat(moments.mean()).isCloseTo(sum / count, within(1e-3));
        assertThat(moments.variance()).isCloseTo(variance, within(1e-3 * variance));
    }

    @Test
    void a_map_of_one_value_has_no_variance() {
        double[] statistics = new double[3];
        Moments.record(statistics, 0, new float[] {7}, 1, new PlainKernels());
        assertThat(Moments.of(statistics)).isEqualTo(new Moments(7, 0));
    }
}
