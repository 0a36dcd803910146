package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * The two-layer perceptron on the channels of each position.
 *
 * @param ratio hidden channels divided by channels
 * @param activation non-linearity between the layers
 * @param bias whether both layers have biases
 */
public record ChannelMlp(double ratio, Activation activation, boolean bias) {
    public ChannelMlp {
        if (!(ratio > 0)) {
            throw new MetaFormerException("MLP ratio " + ratio + " must be positive");
        }
    }
}
