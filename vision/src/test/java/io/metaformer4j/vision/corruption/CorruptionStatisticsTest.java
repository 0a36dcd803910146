package io.metaformer4j.vision.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.vision.Picture;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With random numbers of our own, pictures are as bright and as different from the input as 20 of ImageNet-C's code. */
class CorruptionStatisticsTest {

    private static final int SEEDS = 3;

    /** Standard deviations over the seeds of the reference. */
    private static final double DEVIATIONS = 4;

    static List<CorruptionReference> cases() {
        return CorruptionReference.all("statistics.json");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mean_and_distance_are_those_of_imagenet_c(CorruptionReference reference) {
        Picture input = CorruptionReference.input();
        double mean = 0;
        double distance = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Picture changed = reference.operation().apply(input, 100 + seed);
            mean += mean(changed) / SEEDS;
            distance += decibels(input, changed) / SEEDS;
        }

        check(mean, reference.expected().get("mean"));
        check(distance, reference.expected().get("psnr"));
    }

    private static void check(double actual, JsonNode expected) {
        assertThat(actual)
                .isCloseTo(
                        expected.get(0).asDouble(),
                        within(DEVIATIONS * expected.get(1).asDouble()));
    }

    private static double mean(Picture picture) {
        long sum = 0;
        for (byte value : picture.rgb()) {
            sum += value & 0xff;
        }
        return (double) sum / picture.byteCount();
    }

    /** Peak signal to noise ratio. */
    private static double decibels(Picture one, Picture other) {
        long squares = 0;
        for (int i = 0; i < one.byteCount(); i++) {
            long difference = (long) (one.rgb()[i] & 0xff) - (other.rgb()[i] & 0xff);
            squares += difference * difference;
        }
        return 10 * Math.log10(255.0 * 255 * one.byteCount() / squares);
    }
}
