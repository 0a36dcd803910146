package io.metaformer4j.evaluation.explain.attribution;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.explain.cam.MapFunction;
import io.metaformer4j.evaluation.explain.cam.PicturePasses;
import io.metaformer4j.vision.ImageBatch;
import java.util.Arrays;
import java.util.List;

/**
 * Integrated gradients (arXiv 1703.01365, equation 3): the change of each value of the picture from black, times the mean of
 * its gradient on the straight way there, summed over the colours. The values of a map add up to the score of the picture
 * less that of a black one, as nearly as the steps of the integral allow (midpoint rule). The maps have the resolution of the
 * picture.
 *
 * @param network the network
 * @param gradients computes its gradients
 * @param black the normalised value of black in each channel
 * @param steps points on the way at which gradients are taken
 * @param atOnce how many points are computed together
 */
public record IntegratedGradientMaps(Network network, Gradients gradients, List<Double> black, int steps, int atOnce)
        implements MapFunction {

    public IntegratedGradientMaps {
        black = List.copyOf(black);
    }

    @Override
    public FloatArray maps(ImageBatch pictures, int... targets) {
        FloatArray input = network.run(pictures, Request.of(Output.INPUT)).get(Output.INPUT);
        int positions = pictures.height() * pictures.width();
        float[] maps = new float[pictures.size() * positions];
        for (int n = 0; n < pictures.size(); n++) {
            float[] picture = input.picture(n).values();
            double[] sums = gradientSums(picture, pictures, targets[n]);
            double[] map = new double[positions];
            for (int i = 0; i < picture.length; i++) {
                map[i % positions] += (picture[i] - black(i / positions)) * sums[i] / steps;
            }
            for (int i = 0; i < positions; i++) {
                maps[n * positions + i] = (float) map[i];
            }
        }
        return FloatArray.of(maps, List.of(pictures.size(), pictures.height(), pictures.width()));
    }

    private double black(int channel) {
        return black.get(channel);
    }

    /** The sum over all points on the way, for each value of the picture. */
    private double[] gradientSums(float[] picture, ImageBatch shape, int target) {
        int together = Math.min(atOnce, steps);
        ImageBatch points = ImageBatch.allocate(
                ImageBatch.Layout.FLOAT32_NCHW, together, shape.channels(), shape.height(), shape.width());
        int positions = shape.height() * shape.width();
        double[] sums = new double[picture.length];
        float[] point = new float[picture.length];
        for (int from = 0; from < steps; from += together) {
            PicturePasses.requireUninterrupted();
            int size = Math.min(together, steps - from);
            for (int k = 0; k < size; k++) {
                double share = (from + k + 0.5) / steps;
                for (int i = 0; i < point.length; i++) {
                    double start = black(i / positions);
                    point[i] = (float) (start + share * (picture[i] - start));
                }
                points.putFloats(k, 0, point, 0, point.length);
            }
            int[] classes = new int[size];
            Arrays.fill(classes, target);
            FloatArray gradient =
                    gradients.of(points.first(size), Output.INPUT, classes).gradient();
            for (int i = 0; i < gradient.values().length; i++) {
                sums[i % sums.length] += gradient.values()[i];
            }
        }
        return sums;
    }
}
