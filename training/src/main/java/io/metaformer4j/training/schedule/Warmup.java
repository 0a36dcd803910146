package io.metaformer4j.training.schedule;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * The rise of the learning rate in a straight line at the start of training.
 *
 * @param epochs length; 0 for no warm-up
 * @param initialRate learning rate of the first step
 * @param prefix whether the decay starts after the warm-up at its own beginning; otherwise, as in timm's default, the decay
 *     counts from the start of training and the warm-up hides its first part
 */
public record Warmup(int epochs, double initialRate, boolean prefix) {

    /** No warm-up: the decay starts at once. */
    public static final Warmup NONE = new Warmup(0, 0, false);

    public Warmup {
        if (epochs < 0) {
            throw new MetaFormerException("a warm-up of " + epochs + " epochs must not be negative");
        }
        if (!(initialRate >= 0)) {
            throw new MetaFormerException(
                    "the first learning rate of the warm-up, " + initialRate + ", must not be negative or NaN");
        }
    }

    /**
     * A warm-up that hides the first part of the decay, timm's default.
     *
     * @param epochs length
     * @param initialRate learning rate of the first step
     * @return the warm-up
     */
    public static Warmup linear(int epochs, double initialRate) {
        return new Warmup(epochs, initialRate, false);
    }
}
