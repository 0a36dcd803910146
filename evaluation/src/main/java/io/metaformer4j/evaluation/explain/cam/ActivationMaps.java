package io.metaformer4j.evaluation.explain.cam;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Network;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Request;
import io.metaformer4j.vision.ImageBatch;

/**
 * Eigen-CAM (arXiv 2008.00299): what most channels of a module's output have in common, whatever the class.
 *
 * @param network the network
 * @param module the module's output
 */
public record ActivationMaps(Network network, Output module) implements MapFunction {

    @Override
    public FloatArray maps(ImageBatch pictures, int... targets) {
        FloatArray activation = network.run(pictures, Request.of(module)).get(module);
        return of(activation);
    }

    /**
     * The maps of an activation.
     *
     * @param activation values {@code [N, C, h, w]}
     * @return the maps {@code [N, h, w]}
     */
    public static FloatArray of(FloatArray activation) {
        return ChannelReduction.PRINCIPAL.reduceAll(
                activation, n -> ScoredChannels.doubles(activation.picture(n).values()));
    }
}
