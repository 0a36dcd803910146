package io.metaformer4j.zoo;

import java.util.Locale;

/** Resampling filters, with the names that timm's {@code --interpolation} and Pillow use. */
public enum Interpolation {
    /** The nearest source pixel, no antialiasing. */
    NEAREST,
    /** Mean over the covered source area. */
    BOX,
    /** Triangle filter of radius 1. */
    BILINEAR,
    /** Keys cubic with a = -0.5, radius 2. */
    BICUBIC,
    /** Sinc of radius 1 under a Hamming window; about as sharp as bilinear, with less blur. */
    HAMMING,
    /** Windowed sinc of radius 3. */
    LANCZOS;

    /**
     * Reads a filter's name.
     *
     * @param name one of nearest, box, bilinear, bicubic, hamming, lanczos, in any case
     * @return the filter
     * @throws MetaFormerException if there is no such filter
     */
    public static Interpolation parse(String name) {
        for (Interpolation value : values()) {
            if (value.name().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new MetaFormerException("interpolation '" + name
                + "' is unknown; use one of nearest, box, bilinear, bicubic, hamming, lanczos");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
