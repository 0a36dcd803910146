package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * Size of a map {@code [channels, height, width]}.
 *
 * @param channels channels
 * @param height rows
 * @param width columns
 */
public record MapShape(int channels, int height, int width) {

    public MapShape {
        if ((long) height * width > Integer.MAX_VALUE) {
            throw new MetaFormerException("a map of " + height + "x" + width + " has more than " + Integer.MAX_VALUE
                    + " positions; use a smaller picture");
        }
    }

    /**
     * Number of positions.
     *
     * @return {@code height * width}
     */
    public int tokens() {
        return height * width;
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
