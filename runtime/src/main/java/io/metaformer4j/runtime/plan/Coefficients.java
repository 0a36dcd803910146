package io.metaformer4j.runtime.plan;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Numbers of a layer, in the order of the tensor that they came from. Immutable as long as nobody writes {@link #values()}. */
public final class Coefficients {

    private final float[] values;

    private Coefficients(float[] values) {
        this.values = values;
    }

    /**
     * Wraps numbers without copying them.
     *
     * @param values the numbers
     * @return the coefficients
     */
    public static Coefficients of(float... values) {
        return new Coefficients(values);
    }

    /**
     * The same number again and again.
     *
     * @param value the number
     * @param count how often
     * @return the coefficients
     */
    public static Coefficients repeated(float value, int count) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return new Coefficients(values);
    }

    /**
     * The numbers, not copied.
     *
     * @return to be read only
     */
    public float[] values() {
        return values;
    }

    /**
     * How many they are.
     *
     * @return their number
     */
    public int size() {
        return values.length;
    }

    private Coefficients with(Coefficients other, DoubleBinaryOperator operation) {
        float[] results = new float[values.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = (float) operation.applyAsDouble(values[i], other.values[i % other.values.length]);
        }
        return new Coefficients(results);
    }

    /**
     * Products, number by number.
     *
     * @param other as many numbers, or fewer that are repeated
     * @return the products
     */
    public Coefficients times(Coefficients other) {
        return with(other, (a, b) -> a * b);
    }

    /**
     * Sums, number by number.
     *
     * @param other as many numbers, or fewer that are repeated
     * @return the sums
     */
    public Coefficients plus(Coefficients other) {
        return with(other, Double::sum);
    }

    /**
     * These numbers, each row of a channel multiplied by the channel's factor.
     *
     * @param factors one for each channel
     * @return for {@code [channels, n]} the products
     */
    public Coefficients scaledRows(Coefficients factors) {
        int each = values.length / factors.size();
        float[] results = new float[values.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = values[i] * factors.values[i / each];
        }
        return new Coefficients(results);
    }

    /** How many numbers, for plans that are printed. */
    @Override
    public String toString() {
        return "float32 [" + values.length + "]";
    }
}
