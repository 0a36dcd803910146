package io.metaformer4j.vision.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomSourceTest {

    private static final int MANY = 20_000;

    private record Moments(double mean, double deviation) {}

    private static Moments moments(ToDoubleFunction<RandomSource> distribution) {
        RandomSource random = new SplitMix64(7);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < MANY; i++) {
            double value = distribution.applyAsDouble(random);
            sum += value;
            squares += value * value;
        }
        double mean = sum / MANY;
        return new Moments(mean, Math.sqrt(squares / MANY - mean * mean));
    }

    /** Four standard errors of a mean of many. */
    private static double error(double deviation) {
        return 4 * deviation / Math.sqrt(MANY);
    }

    @Test
    void the_stream_of_a_seed_is_that_of_splitmix64() {
        // first outputs of the published generator for the seed 1234567
        long[] published = {6457827717110365317L, 3203168211198807973L, Long.parseUnsignedLong("9817491932198370423")};
        SplitMix64 random = new SplitMix64(1234567);

        for (long output : published) {
            assertThat(random.unit()).isEqualTo((output >>> 11) * 0x1p-53);
        }
        random.reset(1234567);
        assertThat(random.unit()).isEqualTo((published[0] >>> 11) * 0x1p-53);
    }

    @Test
    void whole_numbers_reach_both_ends_evenly() {
        RandomSource random = new SplitMix64(1);
        int[] counts = new int[5];
        for (int i = 0; i < MANY; i++) {
            counts[random.integer(-2, 2) + 2]++;
        }
        for (int count : counts) {
            assertThat(count / (double) MANY).isCloseTo(0.2, within(error(0.4)));
        }
        assertThat(((RandomSource) () -> Math.nextDown(1.0)).integer(0, 9)).isEqualTo(9);
        assertThat(((RandomSource) () -> 0.0).integer(5, 5)).isEqualTo(5);
    }

    @Test
    void distributions_have_their_moments() {
        assertThat(moments(random -> random.uniform(2, 4)).mean()).isCloseTo(3, within(error(2 / Math.sqrt(12))));
        assertThat(moments(random -> random.chance(0.3) ? 1 : 0).mean()).isCloseTo(0.3, within(error(0.46)));
        Moments normal = moments(RandomSource::gaussian);
        assertThat(normal.mean()).isCloseTo(0, within(error(1)));
        assertThat(normal.deviation()).isCloseTo(1, within(error(Math.sqrt(0.5))));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.8, 1, 5})
    void gamma_and_symmetric_beta_have_their_moments(double shape) {
        Moments gamma = moments(random -> random.gamma(shape));
        assertThat(gamma.mean()).isCloseTo(shape, within(error(Math.sqrt(shape))));

        double deviation = 1 / (2 * Math.sqrt(2 * shape + 1));
        Moments beta = moments(random -> random.beta(shape, shape));
        assertThat(beta.mean()).isCloseTo(0.5, within(error(deviation)));
        assertThat(beta.deviation()).isCloseTo(deviation, within(0.01));
    }

    @Test
    void derived_seeds_differ_in_every_part() {
        Set<Long> seeds = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            for (long epoch = 0; epoch < 10; epoch++) {
                for (long sample = 0; sample < 100; sample++) {
                    seeds.add(Seeds.derive(seed, epoch, sample));
                }
            }
        }
        assertThat(seeds).hasSize(10_000);
        assertThat(Seeds.derive(1, 2, 3)).isEqualTo(Seeds.derive(1, 2, 3)).isNotEqualTo(Seeds.derive(1, 3, 2));
    }
}
