package io.metaformer4j.vision.augment.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.zoo.Interpolation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often what is drawn; the seeds are fixed, so that the counts are always the same. */
class AutomaticDrawsTest {

    private static final int PICTURES = 15_000;

    /** How far a count may lie from its mean: four standard deviations. */
    private static double tolerance(int tries, double probability) {
        return 4 * Math.sqrt(tries * probability * (1 - probability));
    }

    @Test
    void each_operation_is_drawn_about_equally_often() {
        OperationSet set = RandLayers.parse("rand-m9-inc1").set();
        SplitMix64 random = new SplitMix64(1);
        int[] counts = new int[set.operations().size()];
        int repeated = 0;
        for (int i = 0; i < PICTURES; i++) {
            int[] drawn = set.draw(2, random);
            counts[drawn[0]]++;
            counts[drawn[1]]++;
            repeated += drawn[0] == drawn[1] ? 1 : 0;
        }
        assertThat(counts).hasSize(15);
        for (int count : counts) {
            assertThat((double) count).isCloseTo(2.0 * PICTURES / 15, within(tolerance(2 * PICTURES, 1.0 / 15)));
        }
        assertThat((double) repeated).isCloseTo(PICTURES / 15.0, within(tolerance(PICTURES, 1.0 / 15)));
    }

    @Test
    void weights_say_how_often_an_operation_comes_first_and_none_comes_twice() {
        OperationSet set = RandLayers.parse("rand-m9-tweights").set();
        SplitMix64 random = new SplitMix64(2);
        double sum = set.weights().stream().mapToDouble(Double::doubleValue).sum();
        int[] first = new int[set.operations().size()];
        for (int i = 0; i < PICTURES; i++) {
            int[] drawn = set.draw(15, random);
            first[drawn[0]]++;
            assertThat(Arrays.stream(drawn).distinct().count()).isEqualTo(15);
        }
        for (int i = 0; i < first.length; i++) {
            double probability = set.weights().get(i) / sum;
            assertThat((double) first[i]).isCloseTo(PICTURES * probability, within(tolerance(PICTURES, probability)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.5, 1})
    void a_step_happens_with_its_probability(double probability) {
        RandomStep step = new RandomStep(AugmentOperation.INVERT, probability, new Magnitude(9, 0.5, 10));
        AutomaticSettings settings = new AutomaticSettings(0, 0, 0, 1, 0.45, List.of(Interpolation.BILINEAR));
        SplitMix64 random = new SplitMix64(3);
        int happened = 0;
        for (int i = 0; i < PICTURES; i++) {
            Canvas canvas = Canvas.of(Picture.filled(1, 1, 10, 10, 10));
            step.apply(canvas, settings, random);
            happened += canvas.picture().value(0, 0, 0) == 245 ? 1 : 0;
        }
        assertThat((double) happened).isCloseTo(PICTURES * probability, within(tolerance(PICTURES, probability)));
    }

    @Test
    void signs_and_filters_are_drawn_evenly() {
        AutomaticSettings settings =
                new AutomaticSettings(0, 0, 0, 1, 0.45, List.of(Interpolation.BILINEAR, Interpolation.BICUBIC));
        SplitMix64 random = new SplitMix64(4);
        int negative = 0;
        int cubic = 0;
        for (int i = 0; i < PICTURES; i++) {
            negative += AugmentOperation.ROTATE.argument(9, settings, random) < 0 ? 1 : 0;
            cubic += settings.filter(random) == Interpolation.BICUBIC ? 1 : 0;
        }
        assertThat((double) negative).isCloseTo(PICTURES / 2.0, within(tolerance(PICTURES, 0.5)));
        assertThat((double) cubic).isCloseTo(PICTURES / 2.0, within(tolerance(PICTURES, 0.5)));
    }

    @Test
    void magnitudes_are_normal_within_limits_or_even() {
        SplitMix64 random = new SplitMix64(5);
        assertThat(new Magnitude(9, 0, 10).draw(random)).isEqualTo(9);
        assertThat(new Magnitude(15, 0, 10).draw(random)).isEqualTo(10);
        assertThat(new Magnitude(15, 0, 20).draw(random)).isEqualTo(15);
        double[] normal = DoubleStream.generate(() -> new Magnitude(5, 0.5, 10).draw(random))
                .limit(PICTURES)
                .toArray();
        assertThat(mean(normal)).isCloseTo(5, within(4 * 0.5 / Math.sqrt(PICTURES)));
        assertThat(deviation(normal)).isCloseTo(0.5, within(0.02));
        double[] even = DoubleStream.generate(() -> new Magnitude(8, Double.POSITIVE_INFINITY, 10).draw(random))
                .limit(PICTURES)
                .toArray();
        assertThat(Arrays.stream(even).min().orElseThrow()).isBetween(0.0, 0.1);
        assertThat(Arrays.stream(even).max().orElseThrow()).isBetween(7.9, 8.0);
        assertThat(mean(even)).isCloseTo(4, within(4 * 8 / Math.sqrt(12.0 * PICTURES)));
        assertThat(deviation(even)).isCloseTo(8 / Math.sqrt(12), within(0.05));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }
}
