package io.metaformer4j.onnx.graph;

import io.metaformer4j.onnx.writer.GraphValue;
import java.util.Optional;

/**
 * What the next operation gets: a value of the graph, and a linear function of its channels that is not written yet. Waiting, it
 * can still become one with what follows. Immutable.
 */
final class MapValue {

    private final GraphValue base;
    private final Optional<LinearFunction> linear;
    private final Optional<ChannelAffine> affine;

    private MapValue(GraphValue base, Optional<LinearFunction> linear, Optional<ChannelAffine> affine) {
        this.base = base;
        this.linear = linear;
        this.affine = affine;
    }

    /** A value as it is. */
    static MapValue of(GraphValue value) {
        return new MapValue(value, Optional.empty(), Optional.empty());
    }

    /** A linear function of a value. */
    static MapValue of(GraphValue value, LinearFunction waiting) {
        return new MapValue(value, Optional.of(waiting), Optional.empty());
    }

    /** What is written already. */
    GraphValue base() {
        return base;
    }

    /** The linear function that waits. */
    Optional<LinearFunction> linear() {
        return linear;
    }

    /** The function of each channel that waits; empty if a linear function does. */
    Optional<ChannelAffine> affine() {
        return affine;
    }

    /** The same behind one more function of each channel. */
    MapValue then(ChannelAffine next) {
        return linear.isPresent()
                ? new MapValue(base, linear.map(waiting -> waiting.then(next)), affine)
                : new MapValue(
                        base,
                        linear,
                        Optional.of(affine.map(waiting -> waiting.then(next)).orElse(next)));
    }
}
