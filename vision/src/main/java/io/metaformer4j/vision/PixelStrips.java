package io.metaformer4j.vision;

/**
 * Pixels of a region of a picture, delivered from top to bottom in transposed strips of rows: each line holds one column and
 * channel of the strip, so that work on whole columns runs over arrays.
 *
 * <p>Made for one pass by one thread; the memory belongs to whoever made it.
 */
public interface PixelStrips {

    /**
     * What is delivered.
     *
     * @return the region of the picture
     */
    Region region();

    /**
     * How long the lines must be.
     *
     * @return number of values that a line must have room for
     */
    int lanes();

    /**
     * Delivers the next strip, at least one row.
     *
     * @param lines where it goes: {@code lines[3 * x + channel][lane]}, x counted from the left edge of the region; the
     *     rows of the strip are the lanes from {@link #first()} to {@link #end()}, the others are undefined
     * @throws ImageRejectedException if the image turns out to be broken
     * @throws IllegalStateException if all rows have been delivered
     */
    void next(int[][] lines);

    /**
     * The first row of the strip that was delivered last.
     *
     * @return a lane
     */
    int first();

    /**
     * The end of the strip that was delivered last.
     *
     * @return the lane after its last row
     */
    int end();
}
