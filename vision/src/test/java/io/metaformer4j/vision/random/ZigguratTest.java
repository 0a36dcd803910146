package io.metaformer4j.vision.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ZigguratTest {

    private static final int COUNT = 1_000_000;

    /** Beyond the last layer, where numbers are drawn in another way: 2 (1 - Phi(3.442619855899)). */
    private static final double TAIL = 3.442619855899;

    private static final double BEYOND_TAIL = 5.7614e-4;

    private static double[] numbers(long seed) {
        double[] numbers = new double[COUNT];
        new SplitMix64(seed).gaussians(numbers);
        return numbers;
    }

    /** Bounds are four standard deviations of the moments of so many normal numbers. */
    @Test
    void moments_are_those_of_the_normal_distribution() {
        double[] sums = new double[5];
        int beyond = 0;
        for (double number : numbers(9)) {
            for (int power = 1; power < sums.length; power++) {
                sums[power] += Math.pow(number, power) / COUNT;
            }
            beyond += Math.abs(number) > TAIL ? 1 : 0;
        }
        assertThat(sums[1]).isCloseTo(0, within(4 / Math.sqrt(COUNT)));
        assertThat(sums[2]).isCloseTo(1, within(4 * Math.sqrt(2.0 / COUNT)));
        assertThat(sums[3]).isCloseTo(0, within(4 * Math.sqrt(15.0 / COUNT)));
        assertThat(sums[4]).isCloseTo(3, within(4 * Math.sqrt(96.0 / COUNT)));
        assertThat((double) beyond / COUNT).isCloseTo(BEYOND_TAIL, within(4 * Math.sqrt(BEYOND_TAIL / COUNT)));
    }

    @Test
    void equal_seeds_give_equal_numbers() {
        assertThat(numbers(3)).isEqualTo(numbers(3)).isNotEqualTo(numbers(4));
    }

    @Test
    void a_stream_that_knows_no_faster_way_draws_one_after_the_other() {
        SplitMix64 numbers = new SplitMix64(5);
        RandomSource plain = new RandomSource() {
            @Override
            public double unit() {
                return numbers.unit();
            }
        };
        double[] drawn = new double[3];
        plain.gaussians(drawn);
        SplitMix64 same = new SplitMix64(5);

        assertThat(drawn).containsExactly(same.gaussian(), same.gaussian(), same.gaussian());
    }
}
