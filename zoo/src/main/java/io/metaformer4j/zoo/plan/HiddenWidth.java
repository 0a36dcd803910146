package io.metaformer4j.zoo.plan;

import io.metaformer4j.zoo.MetaFormerException;

/** How a width follows from a ratio, for channel MLPs, expanding mixers and MLP heads alike. */
final class HiddenWidth {

    private HiddenWidth() {}

    /**
     * The ratio's multiple of the channels, rounded down as {@code int(ratio * dim)} in all reference implementations.
     *
     * @throws MetaFormerException if that is below 1 or no {@code int}
     */
    static int of(double ratio, int channels) {
        double width = ratio * channels;
        if (!(width >= 1 && width < Integer.MAX_VALUE + 1.0)) {
            throw new MetaFormerException("ratio " + ratio + " to " + channels + " channels gives a hidden width of "
                    + width + ", which must be from 1 to " + Integer.MAX_VALUE + "; choose another ratio");
        }
        return (int) width;
    }
}
