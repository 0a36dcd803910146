package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.zoo.architecture.MapShape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a network's features and answers move under one transformation.
 *
 * @param transformation what was done to the pictures
 * @param stages the maps of the stages, in order
 * @param pooled the vector that enters the classifier, or of a feature backbone the mean of its last map
 * @param predictions the answers; empty for a feature backbone
 */
public record TransformationResult(
        Transformation transformation, List<OfStage> stages, OfVector pooled, Optional<OfPredictions> predictions) {

    public TransformationResult {
        stages = List.copyOf(stages);
    }

    /**
     * How far the map of a stage is from moving with the picture.
     *
     * @param shape size of the map
     * @param onGrid whether all positions of the moved map that are compared fall on positions of the map, so that
     *     nothing is interpolated
     * @param equivariance relative error of the map of the moved picture, moved back, over the positions that are still
     *     on it: 0 if the stage commutes with the transformation
     * @param interpolation the same error of the map itself, moved and moved back: what of the equivariance error
     *     interpolation alone explains, 0 on the grid
     * @param mean the mean of the map over its positions
     */
    public record OfStage(MapShape shape, boolean onGrid, Spread equivariance, Spread interpolation, OfVector mean) {}

    /**
     * How far a vector is from staying the same.
     *
     * @param change length of its change divided by its length: 0 if it is invariant
     * @param cosine cosine of the angle between both: 1 if the direction is invariant
     */
    public record OfVector(Spread change, Spread cosine) {}

    /**
     * How far answers are from staying the same.
     *
     * @param consistency percentage of pictures whose most probable class is still the same
     * @param divergence Jensen-Shannon divergence of the probabilities in bits, 0 to 1
     * @param probabilityChange how much the probability of the class that was most probable changes, 0 to 1
     * @param top1 percentage of transformed pictures whose most probable class is right; empty without labels
     */
    public record OfPredictions(double consistency, Spread divergence, Spread probabilityChange, OptionalDouble top1) {}
}
