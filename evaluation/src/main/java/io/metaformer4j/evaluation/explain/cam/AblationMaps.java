package io.metaformer4j.evaluation.explain.cam;

import io.metaformer4j.engine.Continuation;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ablation-CAM (Desai and Ramaswamy, WACV 2020, equation 1), as in pytorch-grad-cam: the weight of a channel is the share of
 * the score that goes away with it. A channel is taken away by zeros where the activation has no negative values; where it
 * has, by values far below the smallest one, which leave nothing else of it behind a normalisation. It runs the part of the
 * network behind the module once for each channel.
 *
 * <p>The share is of the size of the score, which the reference divides by with its sign: its maps of classes with negative
 * scores are upside down, and warm where the picture speaks against them.
 *
 * @param network the network
 * @param continuation runs it from the module on
 * @param module the module whose channels are taken away
 * @param atOnce how many changed activations run together
 * @param channels how many channels are tried at most, those that vary most; the others have no weight
 * @param reduction how the weighted channels become one map
 */
public record AblationMaps(
        Network network, Continuation continuation, Output module, int atOnce, int channels, ChannelReduction reduction)
        implements MapFunction {

    /** How far below the smallest value the place of a channel lies that was taken away. */
    private static final float FAR_BELOW = 1e7f;

    @Override
    public FloatArray maps(ImageBatch pictures, int... targets) {
        Outputs outputs = network.run(pictures, Request.of(Output.LOGITS, module));
        FloatArray activation = outputs.get(module);
        return reduction.reduceAll(activation, n -> {
            FloatArray one = activation.picture(n);
            double score = outputs.logits().picture(n).values()[targets[n]];
            return ScoredChannels.weighted(one, weights(one, score, targets[n]));
        });
    }

    private double[] weights(FloatArray activation, double score, int target) {
        int[] chosen = ScoredChannels.chosen(activation, channels);
        double[] weights = new double[activation.shape().get(0)];
        double size = score == 0 ? 1 : Math.abs(score); // a score of 0 has no shares, but what goes away has an order
        float without = ablated(activation);
        for (int from = 0; from < chosen.length; from += atOnce) {
            PicturePasses.requireUninterrupted();
            int[] some = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + atOnce));
            FloatArray logits = continuation.logits(module, without(activation, without, some));
            int classes = logits.shape().get(1);
            for (int i = 0; i < some.length; i++) {
                weights[some[i]] = (score - logits.values()[i * classes + target]) / size;
            }
        }
        return weights;
    }

    private static float ablated(FloatArray activation) {
        float min = Float.POSITIVE_INFINITY;
        for (float value : activation.values()) {
            min = Math.min(min, value);
        }
        return min == 0 ? 0 : min - FAR_BELOW;
    }

    /** A copy of the activation for each of some channels, which it lacks. */
    private static FloatArray without(FloatArray activation, float value, int... some) {
        int length = activation.values().length;
        int positions = activation.shape().get(1) * activation.shape().get(2);
        float[] copies = new float[Math.multiplyExact(some.length, length)];
        for (int i = 0; i < some.length; i++) {
            System.arraycopy(activation.values(), 0, copies, i * length, length);
            int from = i * length + some[i] * positions;
            Arrays.fill(copies, from, from + positions, value);
        }
        List<Integer> shape = new ArrayList<>(List.of(some.length));
        shape.addAll(activation.shape());
        return FloatArray.of(copies, shape);
    }
}
