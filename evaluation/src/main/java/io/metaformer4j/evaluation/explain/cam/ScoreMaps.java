package io.metaformer4j.evaluation.explain.cam;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import java.util.List;

/**
 * Score-CAM (arXiv 1910.01279, algorithm 1), as in pytorch-grad-cam: each channel, enlarged to the size of the picture and
 * spread over 0 to 1, masks the picture, and the softmax of the scores of the class over the channels are their weights. It
 * runs the network once for each channel, and needs no gradients.
 *
 * @param network the network
 * @param module the module whose channels are tried
 * @param atOnce how many masked pictures run together
 * @param channels how many channels are tried at most, those that vary most; the others have no weight
 * @param reduction how the weighted channels become one map
 */
public record ScoreMaps(Network network, Output module, int atOnce, int channels, ChannelReduction reduction)
        implements MapFunction {

    private static final float EPSILON = 1e-8f;

    @Override
    public FloatArray maps(ImageBatch pictures, int... targets) {
        Outputs outputs = network.run(pictures, Request.of(Output.INPUT, module));
        FloatArray input = outputs.get(Output.INPUT);
        FloatArray activation = outputs.get(module);
        return reduction.reduceAll(activation, n -> {
            FloatArray one = activation.picture(n);
            int[] chosen = ScoredChannels.chosen(one, channels);
            double[] scores = scores(input.picture(n), one, targets[n], chosen);
            return ScoredChannels.weighted(
                    one, softmax(scores, chosen, one.shape().get(0)));
        });
    }

    /**
     * The scores of a picture under channels of its activation.
     *
     * @param picture normalised values {@code [C, H, W]}
     * @param activation the activation {@code [C, h, w]}
     * @param target the class
     * @param chosen indices of the channels
     * @return a logit for each of them
     */
    public double[] scores(FloatArray picture, FloatArray activation, int target, int... chosen) {
        double[] scores = new double[chosen.length];
        int height = picture.shape().get(1);
        int width = picture.shape().get(2);
        new PicturePasses(network, atOnce)
                .run(
                        chosen.length,
                        picture.shape(),
                        (index, values) -> {
                            float[] mask = mask(activation, chosen[index], height, width);
                            for (int i = 0; i < values.length; i++) {
                                values[i] = picture.values()[i] * mask[i % mask.length];
                            }
                        },
                        (index, logits) -> scores[index] = logits[target]);
        return scores;
    }

    /** A channel, enlarged so that its corners lie on those of the picture, and spread over 0 to 1. */
    private static float[] mask(FloatArray activation, int channel, int height, int width) {
        List<Integer> shape = activation.shape();
        int rows = shape.get(1);
        int columns = shape.get(2);
        float[] mask = new float[height * width];
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int y = 0; y < height; y++) {
            double atY = position(y, height, rows);
            for (int x = 0; x < width; x++) {
                double atX = position(x, width, columns);
                float value = between(activation.values(), channel * rows * columns, rows, columns, atY, atX);
                mask[y * width + x] = value;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (mask[i] - min) / (max - min + EPSILON);
        }
        return mask;
    }

    private static double position(int target, int targetSide, int side) {
        return targetSide > 1 ? (double) target * (side - 1) / (targetSide - 1) : 0;
    }

    private static float between(float[] values, int from, int rows, int columns, double y, double x) {
        int top = Math.min((int) y, rows - 1);
        int left = Math.min((int) x, columns - 1);
        int bottom = Math.min(top + 1, rows - 1);
        int right = Math.min(left + 1, columns - 1);
        double down = y - top;
        double along = x - left;
        double upper = values[from + top * columns + left] * (1 - along) + values[from + top * columns + right] * along;
        double lower =
                values[from + bottom * columns + left] * (1 - along) + values[from + bottom * columns + right] * along;
        return (float) (upper * (1 - down) + lower * down);
    }

    private static double[] softmax(double[] scores, int[] chosen, int channels) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score - largest);
        }
        double[] weights = new double[channels];
        for (int i = 0; i < chosen.length; i++) {
            weights[chosen[i]] = Math.exp(scores[i] - largest) / sum;
        }
        return weights;
    }
}
