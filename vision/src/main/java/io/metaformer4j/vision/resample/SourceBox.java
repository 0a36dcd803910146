package io.metaformer4j.vision.resample;

/**
 * A rectangle of a source picture with fractional edges, as Pillow's {@code box} argument of {@code Image.resize}.
 *
 * <p>Edges are floats because Pillow rounds them to floats before it computes with them.
 *
 * @param left left edge in pixels from the left side
 * @param top upper edge in pixels from the upper side
 * @param right right edge in pixels from the left side, above {@code left}
 * @param bottom lower edge in pixels from the upper side, above {@code top}
 */
public record SourceBox(float left, float top, float right, float bottom) {

    /** Checks that the box is not empty and does not start before the picture. */
    public SourceBox {
        if (!(left >= 0 && top >= 0 && right > left && bottom > top)) {
            throw new IllegalArgumentException(
                    "box (" + left + ", " + top + ", " + right + ", " + bottom
                            + ") must start at 0 or later and its right and lower edges must lie behind the left and upper ones");
        }
    }

    /**
     * The box that covers a whole picture.
     *
     * @param width width of the picture in pixels
     * @param height height of the picture in pixels
     * @return the box from the origin to the opposite corner
     */
    public static SourceBox whole(int width, int height) {
        return new SourceBox(0, 0, width, height);
    }
}
