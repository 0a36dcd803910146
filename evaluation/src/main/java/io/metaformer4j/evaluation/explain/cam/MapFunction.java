package io.metaformer4j.evaluation.explain.cam;

import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.vision.ImageBatch;

/** How a method explains pictures on one network. Safe for concurrent use. */
@FunctionalInterface
public interface MapFunction {

    /**
     * Explains pictures.
     *
     * @param pictures pictures {@code [N, C, H, W]} in any layout; only read
     * @param targets for each picture the index of a class that the network has
     * @return a map for each picture {@code [N, h, w]}, of the method's own resolution
     * @throws IllegalStateException if the network is closed
     */
    FloatArray maps(ImageBatch pictures, int... targets);
}
