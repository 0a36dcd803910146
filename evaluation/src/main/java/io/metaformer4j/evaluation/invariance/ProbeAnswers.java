package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import java.util.List;
import java.util.Optional;

/**
 * What a network says about the pictures of a batch.
 *
 * @param outputs what was asked for
 * @param architecture the network
 * @param shapes the maps of its stages
 */
record ProbeAnswers(Outputs outputs, Architecture architecture, List<MapShape> shapes) {

    /** The vector that is called pooled: what enters the classifier, or the last map where there is none. */
    static Request pooledOf(Architecture architecture) {
        return Request.of(
                architecture.hasClassifier()
                        ? Output.POOLED
                        : Output.stage(architecture.stages().size() - 1));
    }

    /** The maps of a stage {@code [N, C, H, W]}. */
    float[] map(int stage) {
        return outputs.get(Output.stage(stage)).values();
    }

    /** The mean over the positions of a picture's map. */
    double[] mean(int stage, int picture) {
        MapShape shape = shapes.get(stage);
        return mean(map(stage), picture * shape.channels() * shape.tokens(), shape);
    }

    /** The mean over the positions of a map that begins somewhere in an array. */
    static double[] mean(float[] maps, int from, MapShape shape) {
        double[] mean = new double[shape.channels()];
        int at = from;
        for (int c = 0; c < mean.length; c++) {
            double sum = 0;
            for (int position = 0; position < shape.tokens(); position++) {
                sum += maps[at++];
            }
            mean[c] = sum / shape.tokens();
        }
        return mean;
    }

    /** The pooled vector of a picture. */
    double[] pooled(int picture) {
        if (!architecture.hasClassifier()) {
            return mean(shapes.size() - 1, picture);
        }
        FloatArray all = outputs.get(Output.POOLED);
        double[] pooled = new double[all.shape().get(1)];
        for (int i = 0; i < pooled.length; i++) {
            pooled[i] = all.values()[picture * pooled.length + i];
        }
        return pooled;
    }

    /** The scores of a picture; a feature backbone has none. */
    Optional<Logits> logits(int picture) {
        int classes = architecture.classes();
        return architecture.hasClassifier()
                ? Optional.of(Logits.of(outputs.logits().values(), picture * classes, classes))
                : Optional.empty();
    }

    /** Whether all numbers of a picture are finite. */
    boolean areFinite(int picture) {
        for (FloatArray output : outputs.values().values()) {
            int each = output.values().length / output.shape().get(0);
            for (int i = picture * each; i < (picture + 1) * each; i++) {
                if (!Float.isFinite(output.values()[i])) {
                    return false;
                }
            }
        }
        return true;
    }
}
