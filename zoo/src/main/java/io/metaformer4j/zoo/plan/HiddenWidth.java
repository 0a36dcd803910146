package io.metaformer4j.zoo.plan;

/** How a width follows from a ratio, for channel MLPs, expanding mixers and MLP heads alike. */
final class HiddenWidth {

    private HiddenWidth() {}

    /** The ratio's multiple of the channels, rounded down as {@code int(ratio * dim)} in all reference implementations. */
    static int of(double ratio, int channels) {
        return (int) (ratio * channels);
    }
}
