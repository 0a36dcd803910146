package io.metaformer4j.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Numbers with a shape, in plain memory.
 *
 * <p>The array is handed over, not copied; it belongs to whoever got it.
 */
public final class FloatArray {

    private final List<Integer> shape;
    private final float[] values;

    private FloatArray(List<Integer> shape, float[] values) {
        this.shape = shape;
        this.values = values;
    }

    /**
     * Gives numbers a shape.
     *
     * @param values row-major values, not copied
     * @param shape the sides
     * @return the array
     * @throws IllegalArgumentException if the shape holds another number of values
     */
    public static FloatArray of(float[] values, List<Integer> shape) {
        long product = 1;
        for (int side : shape) {
            product *= side;
        }
        if (product != values.length) {
            throw new IllegalArgumentException(values.length + " values do not fill an array of shape " + shape);
        }
        return new FloatArray(List.copyOf(shape), values);
    }

    /**
     * The sides.
     *
     * @return for instance {@code [N, C, H, W]}
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

    /**
     * The part of one picture.
     *
     * @param index which picture, 0 to N - 1
     * @return a copy without the first side, for instance {@code [C, H, W]}
     * @throws IndexOutOfBoundsException if there is no such picture
     */
    public FloatArray picture(int index) {
        Objects.checkIndex(index, shape.get(0));
        int each = values.length / shape.get(0);
        return new FloatArray(
                shape.subList(1, shape.size()), Arrays.copyOfRange(values, index * each, (index + 1) * each));
    }

    /** Type and shape, for instance {@code float32 [64, 56, 56]}. */
    @Override
    public String toString() {
        return "float32 " + shape;
    }
}
