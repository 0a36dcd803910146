package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.PictureOperation;

/**
 * AugMix (arXiv:1912.02781) as timm has it: several chains of operations, their results mixed with random weights, and the
 * mixture with the picture. There is no consistency loss with it. Begins with {@code augmix}, then, all optional:
 *
 * <ul>
 *   <li>{@code m} magnitude, a whole number (3);
 *   <li>{@code w} chains (3);
 *   <li>{@code d} operations of a chain, 0 for 1 to 3 at random (0);
 *   <li>{@code b} 1 to blend each chain into the picture, which keeps bytes instead of floats (0);
 *   <li>{@code a} parameter of the distributions of the weights (1);
 *   <li>{@code mstd} standard deviation of the magnitude; without it magnitudes are evenly distributed from 0 to {@code m}.
 * </ul>
 *
 * @param text for instance {@code augmix-m5-w4-d2}
 */
public record AugMix(String text) implements AutomaticAugmentation {

    static final String KIND = "augmix";

    /** Checks the text. */
    public AugMix {
        AugMixChains.parse(text);
    }

    @Override
    public PictureOperation operation(AutomaticSettings settings) {
        return AugMixChains.parse(text).operation(settings);
    }
}
