package io.metaformer4j.evaluation.explain.attribution;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.evaluation.explain.cam.Bilinear;
import io.metaformer4j.evaluation.explain.cam.MapFunction;
import io.metaformer4j.vision.ImageBatch;
import java.util.List;

/**
 * FullGrad (arXiv 1905.00780, equation 6), as in pytorch-grad-cam: the sizes of the input times its gradient, and of every
 * bias of a convolution or batch normalisation times the gradient behind it, each channel spread over 0 to 1, enlarged and
 * summed. The maps have the resolution of the picture.
 *
 * @param gradients computes the gradients
 */
public record FullGradientMaps(Gradients gradients) implements MapFunction {

    private static final float EPSILON = 1e-7f;

    @Override
    public FloatArray maps(ImageBatch pictures, int... targets) {
        Gradients.FullGradient found = gradients.full(pictures, targets);
        int size = pictures.height() * pictures.width();
        float[] maps = new float[pictures.size() * size];
        for (int n = 0; n < pictures.size(); n++) {
            double[] sum = new double[size];
            add(sum, pictures, ofInput(found.input(), n));
            for (Gradients.BiasGradient bias : found.biases()) {
                add(sum, pictures, ofBias(bias, n));
            }
            for (int i = 0; i < size; i++) {
                maps[n * size + i] = (float) sum[i];
            }
        }
        return FloatArray.of(maps, List.of(pictures.size(), pictures.height(), pictures.width()));
    }

    /** The channels are summed before they are enlarged, which comes to the same. */
    private static void add(double[] sum, ImageBatch pictures, FloatArray sizes) {
        int channels = sizes.shape().get(0);
        int height = sizes.shape().get(1);
        int width = sizes.shape().get(2);
        float[] small = new float[height * width];
        for (int c = 0; c < channels; c++) {
            addSpread(small, sizes.values(), c * small.length);
        }
        float[] large = Bilinear.resized(small, height, width, pictures.height(), pictures.width());
        for (int i = 0; i < sum.length; i++) {
            sum[i] += large[i];
        }
    }

    private static void addSpread(float[] sum, float[] values, int from) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + sum.length; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (values[from + i] - min) / (EPSILON + (max - min));
        }
    }

    private static FloatArray ofInput(Gradients.ActivationGradient input, int picture) {
        FloatArray values = input.activation().picture(picture);
        FloatArray gradient = input.gradient().picture(picture);
        float[] sizes = new float[values.values().length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(values.values()[i] * gradient.values()[i]);
        }
        return FloatArray.of(sizes, values.shape());
    }

    private static FloatArray ofBias(Gradients.BiasGradient bias, int picture) {
        FloatArray gradient = bias.gradient().picture(picture);
        float[] sizes = new float[gradient.values().length];
        int positions = sizes.length / bias.bias().values().length;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(bias.bias().values()[i / positions] * gradient.values()[i]);
        }
        return FloatArray.of(sizes, gradient.shape());
    }
}
