package io.metaformer4j.evaluation.explain.cam;

import io.metaformer4j.engine.FloatArray;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Channels of an activation that get their weights by trying each, and what they add up to. */
final class ScoredChannels {

    private ScoredChannels() {}

    /**
     * The channels that are tried: those that vary most over the positions, which alone can show a place. Of equal ones, the
     * lower index first.
     *
     * @param activation the channels of one picture {@code [C, h, w]}
     * @param most how many at most
     * @return their indices in ascending order
     */
    static int[] chosen(FloatArray activation, int most) {
        int channels = activation.shape().get(0);
        if (most >= channels) {
            return IntStream.range(0, channels).toArray();
        }
        double[] variances = new double[channels];
        Arrays.setAll(variances, c -> variance(activation, c));
        return IntStream.range(0, channels)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> -variances[c]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private static double variance(FloatArray activation, int channel) {
        int positions = activation.shape().get(1) * activation.shape().get(2);
        double sum = 0;
        double squares = 0;
        for (int i = channel * positions; i < (channel + 1) * positions; i++) {
            double value = activation.values()[i];
            sum += value;
            squares += value * value;
        }
        return squares / positions - sum / positions * (sum / positions);
    }

    /** The channels of one picture {@code [C, h, w]}, each multiplied by its weight. */
    static double[] weighted(FloatArray activation, double[] weights) {
        double[] result = doubles(activation.values());
        int positions = result.length / weights.length;
        for (int i = 0; i < result.length; i++) {
            result[i] *= weights[i / positions];
        }
        return result;
    }

    static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
