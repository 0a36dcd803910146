package io.metaformer4j.zoo.catalog;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Figures that the publisher of a model gives, as printed. What the description itself says about parameters and
 * multiply-adds, package {@code cost} counts.
 *
 * @param top1 ImageNet-1k validation top-1 accuracy in percent, at the input size of the model's card
 * @param params parameters, e.g. {@code 26M} or, trainable and frozen, {@code 11.9 + 0.2M}
 * @param macs multiply-adds of one picture, e.g. {@code 4.1G}
 */
public record PublishedResults(OptionalDouble top1, Optional<String> params, Optional<String> macs) {

    /** Nothing was published. */
    public static final PublishedResults NONE =
            new PublishedResults(OptionalDouble.empty(), Optional.empty(), Optional.empty());

    public PublishedResults {
        if (top1.isPresent() && !(top1.getAsDouble() >= 0 && top1.getAsDouble() <= 100)) {
            throw new MetaFormerException(
                    "top-1 accuracy " + top1.getAsDouble() + " must be between 0 and 100 percent");
        }
    }

    /**
     * All three figures.
     *
     * @param params parameters as printed
     * @param macs multiply-adds as printed
     * @param top1 top-1 accuracy in percent
     * @return the results
     */
    public static PublishedResults of(String params, String macs, double top1) {
        return new PublishedResults(OptionalDouble.of(top1), Optional.of(params), Optional.of(macs));
    }

    /**
     * The accuracy alone.
     *
     * @param top1 top-1 accuracy in percent
     * @return the results
     */
    public static PublishedResults ofTop1(double top1) {
        return new PublishedResults(OptionalDouble.of(top1), Optional.empty(), Optional.empty());
    }
}
