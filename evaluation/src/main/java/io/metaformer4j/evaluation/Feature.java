package io.metaformer4j.evaluation;

import java.util.List;

/**
 * Numbers from inside a network, with their shape.
 *
 * <p>The array is handed out, not copied; it belongs to whoever got the feature.
 */
public final class Feature {

    private final List<Integer> shape;
    private final float[] values;

    Feature(List<Integer> shape, float[] values) {
        this.shape = List.copyOf(shape);
        this.values = values;
    }

    /**
     * The sides.
     *
     * @return for instance {@code [C, H, W]}
     */
    public List<Integer> shape() {
        return shape;
    }

    /**
     * The numbers.
     *
     * @return row-major values, as many as the shape holds
     */
    public float[] values() {
        return values;
    }

    /** Type and shape, for instance {@code float32 [64, 56, 56]}. */
    @Override
    public String toString() {
        return "float32 " + shape;
    }
}
