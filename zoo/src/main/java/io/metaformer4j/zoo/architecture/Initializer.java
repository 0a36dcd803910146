package io.metaformer4j.zoo.architecture;

/** How the first values of a parameter or buffer are found. */
public sealed interface Initializer {

    /** Calls the visitor's method for this rule. */
    <R> R accept(Visitor<R> visitor);

    /**
     * Every element has one value.
     *
     * @param value the value
     */
    record Constant(double value) implements Initializer {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.constant(this);
        }
    }

    /**
     * Normal with mean 0, drawn again outside the bound.
     *
     * @param std standard deviation
     * @param bound largest absolute value
     */
    record TruncatedNormal(double std, double bound) implements Initializer {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.truncatedNormal(this);
        }
    }

    /**
     * Uniform within a symmetric interval.
     *
     * @param bound largest absolute value
     */
    record Uniform(double bound) implements Initializer {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.uniform(this);
        }
    }

    /** Uniform on [0, 1), then softmax over the last axis (random mixing matrices). */
    record SoftmaxRandom() implements Initializer {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.softmaxRandom(this);
        }
    }

    /**
     * A fixed geometric kernel, repeated for each channel.
     *
     * @param size side of the kernel
     * @param order order of the basis function
     * @param sine whether the angular part is the sine rather than the cosine
     */
    record Geometric(int size, GeometricOrder order, boolean sine) implements Initializer {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.geometric(this);
        }
    }

    /** One method for each rule. */
    interface Visitor<R> {
        R constant(Constant rule);

        R truncatedNormal(TruncatedNormal rule);

        R uniform(Uniform rule);

        R softmaxRandom(SoftmaxRandom rule);

        R geometric(Geometric rule);
    }
}
