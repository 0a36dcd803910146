package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.PictureOperation;

/**
 * RandAugment (arXiv:1909.13719) as timm has it: a number of operations is drawn from a set for each picture, and each happens
 * with a probability. Begins with {@code rand}, then, all optional:
 *
 * <ul>
 *   <li>{@code m} magnitude, a whole number (10);
 *   <li>{@code n} operations for a picture (2);
 *   <li>{@code p} probability of each (0.5);
 *   <li>{@code mstd} standard deviation of the magnitude (0); above 100 magnitudes are evenly distributed from 0 to {@code m};
 *   <li>{@code mmax} largest magnitude (10);
 *   <li>{@code inc} 1 for operations that do more at higher magnitudes (0);
 *   <li>{@code t} a set of operations in place of the usual 15: {@code weights}, {@code 3a} or {@code 3aw}.
 * </ul>
 *
 * <p>The weights {@code w} of older versions of timm are refused, as they are by timm itself: {@code tweights} weighs other
 * operations.
 *
 * @param text for instance {@code rand-m9-mstd0.5-inc1}
 */
public record RandAugment(String text) implements AutomaticAugmentation {

    static final String KIND = "rand";

    /** Checks the text. */
    public RandAugment {
        RandLayers.parse(text);
    }

    @Override
    public PictureOperation operation(AutomaticSettings settings) {
        return RandLayers.parse(text).operation(settings);
    }
}
