package io.metaformer4j.zoo.architecture;

/** Elementwise non-linearities of the family. */
public enum Activation {
    /** {@code x * Phi(x)} with the exact error function. */
    GELU,
    /** {@code max(x, 0)}. */
    RELU,
    /** {@code max(x, 0)^2}, without parameters. */
    SQUARED_RELU,
    /**
     * {@code scale * max(x, 0)^2 + bias} with one trainable scalar {@code scale} (initially 1) and one trainable scalar
     * {@code bias} (initially 0) for each place of use; section 2.4 of arXiv 2210.13452.
     */
    STAR_RELU
}
