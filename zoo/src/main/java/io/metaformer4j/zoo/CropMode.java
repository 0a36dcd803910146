package io.metaformer4j.zoo;

import java.util.Locale;

/** How a picture is fitted to the network's input at evaluation, as timm's {@code --crop-mode} names it. */
public enum CropMode {
    /** The shorter side is resized, then the centre is cut out. */
    CENTER,
    /** Both sides are resized to the scale size, whatever the aspect ratio, then the centre is cut out. */
    SQUASH,
    /** The longer side is resized to fit, the rest is filled with the mean colour, then the centre is cut out. */
    BORDER;

    /**
     * Reads a mode's name.
     *
     * @param name one of center, squash, border, in any case
     * @return the mode
     * @throws MetaFormerException if there is no such mode
     */
    public static CropMode parse(String name) {
        for (CropMode value : values()) {
            if (value.name().equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new MetaFormerException("crop mode '" + name + "' is unknown; use one of center, squash, border");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
