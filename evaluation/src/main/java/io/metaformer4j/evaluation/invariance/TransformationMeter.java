package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.MapShape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Measures how far everything moves under one transformation. */
final class TransformationMeter {

    private final Transformation transformation;
    private final List<MapMeter> maps;
    private final VectorMeter pooled = new VectorMeter();
    private final Optional<PredictionMeter> predictions;

    /**
     * Prepares the measurement.
     *
     * @param transformation what is done to the pictures
     * @param architecture the network
     * @param pictureHeight rows of its input
     * @param pictureWidth columns of its input
     */
    TransformationMeter(Transformation transformation, Architecture architecture, int pictureHeight, int pictureWidth) {
        List<MapShape> shapes = architecture.featureMaps(pictureHeight, pictureWidth);
        this.transformation = transformation;
        this.maps = shapes.stream()
                .map(shape -> new MapMeter(shape, pictureHeight, pictureWidth, transformation.motion()))
                .toList();
        this.predictions = architecture.hasClassifier()
                ? Optional.of(new PredictionMeter(architecture.classes()))
                : Optional.empty();
    }

    /**
     * Adds a picture.
     *
     * @param original what the network says about the pictures of a batch
     * @param moved what it says about the transformed pictures
     * @param picture which picture of the batch
     * @param label what it shows, if that is known
     */
    void add(ProbeAnswers original, ProbeAnswers moved, int picture, OptionalInt label) {
        for (int stage = 0; stage < maps.size(); stage++) {
            maps.get(stage).add(original.map(stage), moved.map(stage), picture);
        }
        pooled.add(original.pooled(picture), moved.pooled(picture));
        predictions.ifPresent(meter -> meter.add(
                original.logits(picture).orElseThrow(), moved.logits(picture).orElseThrow(), label));
    }

    TransformationResult result() {
        return new TransformationResult(
                transformation,
                maps.stream().map(MapMeter::result).toList(),
                pooled.result(),
                predictions.map(PredictionMeter::result));
    }
}
