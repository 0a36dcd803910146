package io.metaformer4j.evaluation;

import io.metaformer4j.engine.FloatArray;
import java.util.List;
import java.util.Optional;

/**
 * What a network computes from one picture on the way to its answer.
 *
 * @param stages the map of each stage, {@code [C, H, W]}; behind its norm if the network is a feature backbone
 * @param pooled the vector {@code [C]} that enters the classifier; empty for feature backbones
 */
public record PictureFeatures(List<FloatArray> stages, Optional<FloatArray> pooled) {

    public PictureFeatures {
        stages = List.copyOf(stages);
    }
}
