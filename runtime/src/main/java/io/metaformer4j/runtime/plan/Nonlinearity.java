package io.metaformer4j.runtime.plan;

import io.metaformer4j.zoo.architecture.Activation;

/**
 * An activation with its numbers: {@code scale * f(x) + bias}, where the factor and the shift are those of StarReLU, and 1 and 0
 * elsewhere.
 *
 * @param function the function; StarReLU is the squared rectifier with other numbers
 * @param scale factor of the result
 * @param bias what is added
 */
public record Nonlinearity(Activation function, float scale, float bias) {

    /**
     * An activation without numbers of its own.
     *
     * @param function not StarReLU
     * @return the activation
     */
    public static Nonlinearity of(Activation function) {
        return new Nonlinearity(function, 1, 0);
    }

    /**
     * {@code scale * max(x, 0)^2 + bias} (section 2.4 of arXiv 2210.13452).
     *
     * @param scale the trained factor
     * @param bias the trained shift
     * @return the activation
     */
    public static Nonlinearity star(float scale, float bias) {
        return new Nonlinearity(Activation.SQUARED_RELU, scale, bias);
    }

    /**
     * Whether something is done to the function's result.
     *
     * @return true for a StarReLU with numbers that matter
     */
    public boolean isScaled() {
        return scale != 1 || bias != 0;
    }

    /** The kind, for plans that are printed; trained numbers are not told. */
    @Override
    public String toString() {
        return isScaled() ? "scale * " + function + " + shift" : function.toString();
    }
}
