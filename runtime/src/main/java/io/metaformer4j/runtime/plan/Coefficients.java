package io.metaformer4j.runtime.plan;

import java.util.Arrays;

/**
 * Numbers of a layer, in the order of the tensor that they came from. Immutable as long as nobody writes {@link #values()}, but for
 * {@link #forget()}.
 */
public final class Coefficients {

    private static final float[] FORGOTTEN = {};

    private final int size;
    private float[] values;

    private Coefficients(float[] values) {
        this.size = values.length;
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
     * @throws IllegalStateException if they were forgotten
     */
    public float[] values() {
        if (values.length != size) {
            throw new IllegalStateException(size + " numbers were forgotten when they had been packed");
        }
        return values;
    }

    /** Gives their memory back, once they lie elsewhere in another form; only how many they are is still known. */
    public void forget() {
        values = FORGOTTEN;
    }

    /**
     * How many they are.
     *
     * @return their number
     */
    public int size() {
        return size;
    }

    /**
     * Products, number by number.
     *
     * @param other as many numbers, or fewer that are repeated
     * @return the products
     */
    public Coefficients times(Coefficients other) {
        if (other.size == 1) {
            return scaledRows(other);
        }
        float[] left = values();
        float[] right = other.values();
        float[] results = new float[size];
        for (int first = 0; first < size; first += right.length) {
            for (int i = 0; i < right.length; i++) {
                results[first + i] = left[first + i] * right[i];
            }
        }
        return new Coefficients(results);
    }

    /**
     * Sums, number by number.
     *
     * @param other as many numbers, or fewer that are repeated
     * @return the sums
     */
    public Coefficients plus(Coefficients other) {
        float[] left = values();
        float[] right = other.values();
        float[] results = new float[size];
        for (int first = 0; first < size; first += right.length) {
            for (int i = 0; i < right.length; i++) {
                results[first + i] = left[first + i] + right[i];
            }
        }
        return new Coefficients(results);
    }

    /**
     * These numbers, each row of a channel multiplied by the channel's factor.
     *
     * @param factors one for each channel
     * @return for {@code [channels, n]} the products
     */
    public Coefficients scaledRows(Coefficients factors) {
        float[] all = values();
        int each = size / factors.size();
        float[] results = new float[size];
        for (int row = 0; row < factors.size(); row++) {
            float factor = factors.values()[row];
            for (int i = row * each; i < (row + 1) * each; i++) {
                results[i] = all[i] * factor;
            }
        }
        return new Coefficients(results);
    }

    /** How many numbers, for plans that are printed. */
    @Override
    public String toString() {
        return "float32 [" + size + "]";
    }
}
