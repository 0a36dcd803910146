package io.metaformer4j.vision;

/**
 * A rectangle of pixels.
 *
 * @param x column of the left edge
 * @param y row of the upper edge
 * @param width number of columns, at least 1
 * @param height number of rows, at least 1
 */
public record Region(int x, int y, int width, int height) {

    /** Checks that the corner is not negative and the sides are positive. */
    public Region {
        if (x < 0 || y < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException("region " + width + "x" + height + " at (" + x + ", " + y
                    + ") needs a corner of at least (0, 0) and sides of at least 1");
        }
    }

    /**
     * The region that covers a whole picture.
     *
     * @param width width of the picture in pixels
     * @param height height of the picture in pixels
     * @return the region at the origin
     */
    public static Region whole(int width, int height) {
        return new Region(0, 0, width, height);
    }

    /**
     * The first column to the right of the region.
     *
     * @return {@code x + width}
     */
    public int right() {
        return x + width;
    }

    /**
     * The first row below the region.
     *
     * @return {@code y + height}
     */
    public int bottom() {
        return y + height;
    }

    /**
     * Whether the region lies inside a picture.
     *
     * @param pictureWidth width of the picture in pixels
     * @param pictureHeight height of the picture in pixels
     * @return true if no pixel of the region is outside
     */
    public boolean fitsIn(int pictureWidth, int pictureHeight) {
        return x <= pictureWidth - width && y <= pictureHeight - height;
    }
}
