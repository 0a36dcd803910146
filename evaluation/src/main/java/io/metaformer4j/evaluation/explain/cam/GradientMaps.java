package io.metaformer4j.evaluation.explain.cam;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Output;
import io.metaformer4j.vision.ImageBatch;

/**
 * Maps of a module's output, weighted with the gradients of the score.
 *
 * @param gradients computes them
 * @param module the module's output
 * @param weighting how they weigh
 * @param reduction how the weighted channels become one map
 */
public record GradientMaps(Gradients gradients, Output module, GradientWeighting weighting, ChannelReduction reduction)
        implements MapFunction {

    @Override
    public FloatArray maps(ImageBatch pictures, int... targets) {
        return of(gradients.of(pictures, module, targets), weighting, reduction);
    }

    /**
     * The maps of an activation with its gradient.
     *
     * @param found values and gradients {@code [N, C, h, w]}
     * @param weighting how the gradients weigh
     * @param reduction how the weighted channels become one map
     * @return the maps {@code [N, h, w]}
     */
    public static FloatArray of(
            Gradients.ActivationGradient found, GradientWeighting weighting, ChannelReduction reduction) {
        FloatArray activation = found.activation();
        int channels = activation.shape().get(1);
        int positions = activation.shape().get(2) * activation.shape().get(3);
        return reduction.reduceAll(
                activation,
                n -> weighting.weigh(
                        activation.values(), found.gradient().values(), n * channels * positions, channels, positions));
    }
}
