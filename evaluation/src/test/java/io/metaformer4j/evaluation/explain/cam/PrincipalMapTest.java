package io.metaformer4j.evaluation.explain.cam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalMapTest {

    private static double[] channels(int count, int positions) {
        Random random = new Random(31L * count + positions);
        double[] channels = new double[count * positions];
        Arrays.setAll(channels, i -> random.nextGaussian() + i % positions);
        return channels;
    }

    /** {@code A A' m}, with the channels centred. */
    private static double[] again(double[] channels, int count, double[] map) {
        int positions = map.length;
        double[] result = new double[positions];
        for (int c = 0; c < count; c++) {
            double mean = 0;
            for (int i = 0; i < positions; i++) {
                mean += channels[c * positions + i] / positions;
            }
            double product = 0;
            for (int i = 0; i < positions; i++) {
                product += (channels[c * positions + i] - mean) * map[i];
            }
            for (int i = 0; i < positions; i++) {
                result[i] += product * (channels[c * positions + i] - mean);
            }
        }
        return result;
    }

    private static double length(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /** Fewer positions than channels, and more: each has its own way to the same. */
    @ParameterizedTest
    @CsvSource({"20, 9", "9, 20", "7, 7", "1, 5", "5, 1"})
    void the_map_is_the_first_singular_vector_by_its_value(int count, int positions) {
        double[] channels = channels(count, positions);
        double[] map = PrincipalMap.of(channels, count);
        double[] again = again(channels, count, map);
        double square = length(map) * length(map); // its length is the singular value
        for (int i = 0; i < positions; i++) {
            assertThat(again[i]).isCloseTo(square * map[i], within(1e-9 * (1 + square * length(map))));
        }
        Random random = new Random(4);
        for (int direction = 0; direction < 20; direction++) {
            double[] other = new double[positions];
            Arrays.setAll(other, i -> random.nextGaussian());
            assertThat(length(again(channels, count, other))).isLessThanOrEqualTo((square + 1e-9) * length(other));
        }
    }

    @Test
    void the_map_goes_along_with_the_sum_of_the_channels() {
        double[] channels = channels(6, 8);
        double[] negated = Arrays.stream(channels).map(value -> -value).toArray();
        double[] map = PrincipalMap.of(channels, 6);
        double[] other = PrincipalMap.of(negated, 6);
        double sum = 0;
        for (int i = 0; i < channels.length; i++) {
            sum += channels[i] * map[i % 8];
        }
        assertThat(sum).isPositive();
        for (int i = 0; i < map.length; i++) {
            assertThat(other[i]).isCloseTo(-map[i], within(1e-9));
        }
    }

    @Test
    void equal_places_have_nothing_in_common_but_zeros() {
        double[] flat = new double[12];
        Arrays.fill(flat, 3);
        assertThat(PrincipalMap.of(flat, 3)).containsOnly(0);
        assertThat(PrincipalMap.of(flat, 6)).containsOnly(0);
    }

    @Test
    void places_without_a_number_count_as_zero() {
        double[] channels = channels(4, 6);
        double[] spoiled = channels.clone();
        channels[3] = 0;
        spoiled[3] = Double.NaN;
        assertThat(PrincipalMap.of(spoiled, 4)).containsExactly(PrincipalMap.of(channels, 4), within(1e-12));
    }
}
