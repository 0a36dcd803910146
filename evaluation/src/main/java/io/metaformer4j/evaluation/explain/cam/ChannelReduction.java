package io.metaformer4j.evaluation.explain.cam;

import io.metaformer4j.engine.FloatArray;
import java.util.List;

/** How the weighted channels of one picture become one map. */
@FunctionalInterface
public interface ChannelReduction {

    /** The sum of the channels. */
    ChannelReduction SUM = ChannelReduction::sum;

    /** What most of the channels have in common, see {@link PrincipalMap}. */
    ChannelReduction PRINCIPAL = PrincipalMap::of;

    /**
     * Makes a map of channels.
     *
     * @param channels weighted values, one channel after the other
     * @param count number of channels
     * @return a value for each position
     */
    double[] reduce(double[] channels, int count);

    private static double[] sum(double[] channels, int count) {
        int positions = channels.length / count;
        double[] map = new double[positions];
        for (int i = 0; i < channels.length; i++) {
            map[i % positions] += channels[i];
        }
        return map;
    }

    /**
     * The maps of a batch.
     *
     * @param activation shape {@code [N, C, h, w]} of the channels
     * @param weighted for each picture its weighted channels
     * @return the maps {@code [N, h, w]}
     */
    default FloatArray reduceAll(FloatArray activation, WeightedChannels weighted) {
        int pictures = activation.shape().get(0);
        int channels = activation.shape().get(1);
        int height = activation.shape().get(2);
        int width = activation.shape().get(3);
        float[] maps = new float[pictures * height * width];
        for (int n = 0; n < pictures; n++) {
            double[] map = reduce(weighted.of(n), channels);
            for (int i = 0; i < map.length; i++) {
                maps[n * map.length + i] = (float) map[i];
            }
        }
        return FloatArray.of(maps, List.of(pictures, height, width));
    }

    /** The weighted channels of the pictures of a batch. */
    @FunctionalInterface
    interface WeightedChannels {

        /**
         * Those of one picture.
         *
         * @param picture its index
         * @return one channel after the other
         */
        double[] of(int picture);
    }
}
