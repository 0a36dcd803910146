package io.metaformer4j.evaluation.explain;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.vision.ImageBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Maps averaged over the pictures and their mirror images, each at several brightnesses: {@code aug_smooth} of
 * pytorch-grad-cam, which multiplies the normalised values. Every map is shown (spread over 0 to 1, enlarged to the input),
 * turned back, and averaged; the average is not spread again.
 */
final class AugmentationSmoothing {

    private static final float[] FACTORS = {0.9f, 1, 1.1f};

    private AugmentationSmoothing() {}

    /**
     * Averages.
     *
     * @param input normalised pictures {@code [N, C, H, W]}
     * @param explain explains a variant of all pictures
     * @return for each picture a map {@code H x W} of values from 0 to 1
     */
    static List<ActivationMap> average(FloatArray input, Function<ImageBatch, List<ActivationMap>> explain) {
        int pictures = input.shape().get(0);
        int height = input.shape().get(2);
        int width = input.shape().get(3);
        double[][] sums = new double[pictures][height * width];
        for (boolean mirrored : new boolean[] {false, true}) {
            for (float factor : FACTORS) {
                List<ActivationMap> maps = explain.apply(variant(input, mirrored, factor));
                for (int n = 0; n < pictures; n++) {
                    add(sums[n], maps.get(n).enlarge(height, width), width, mirrored);
                }
            }
        }
        List<ActivationMap> averages = new ArrayList<>();
        for (double[] sum : sums) {
            float[] values = new float[sum.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (sum[i] / (2 * FACTORS.length));
            }
            averages.add(ActivationMap.of(height, width, values));
        }
        return averages;
    }

    private static ImageBatch variant(FloatArray input, boolean mirrored, float factor) {
        List<Integer> shape = input.shape();
        ImageBatch batch = ImageBatch.allocate(
                ImageBatch.Layout.FLOAT32_NCHW, shape.get(0), shape.get(1), shape.get(2), shape.get(3));
        float[] values = input.values();
        float[] picture = new float[batch.pictureValues()];
        int width = batch.width();
        for (int n = 0; n < batch.size(); n++) {
            for (int i = 0; i < picture.length; i++) {
                int column = i % width;
                int from = mirrored ? i - column + (width - 1 - column) : i;
                picture[i] = factor * values[n * picture.length + from];
            }
            batch.putFloats(n, 0, picture, 0, picture.length);
        }
        return batch;
    }

    private static void add(double[] sum, float[] map, int width, boolean mirrored) {
        for (int i = 0; i < sum.length; i++) {
            int column = i % width;
            sum[i] += map[mirrored ? i - column + (width - 1 - column) : i];
        }
    }
}
