package io.metaformer4j.zoo.architecture;

/** How the first values of a parameter or buffer are found. */
public sealed interface Initializer {

    /**
     * Every element has one value.
     *
     * @param value the value
     */
    record Constant(double value) implements Initializer {}

    /**
     * Normal with mean 0, drawn again outside the bound.
     *
     * @param std standard deviation
     * @param bound largest absolute value
     */
    record TruncatedNormal(double std, double bound) implements Initializer {}

    /**
     * Uniform within a symmetric interval.
     *
     * @param bound largest absolute value
     */
    record Uniform(double bound) implements Initializer {}

    /** Uniform on [0, 1), then softmax over the last axis (random mixing matrices). */
    record SoftmaxRandom() implements Initializer {}

    /**
     * A fixed geometric kernel, repeated for each channel.
     *
     * @param size side of the kernel
     * @param order order of the basis function
     * @param sine whether the angular part is the sine rather than the cosine
     */
    record Geometric(int size, GeometricOrder order, boolean sine) implements Initializer {}
}
