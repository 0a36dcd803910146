package io.metaformer4j.vision;

/**
 * Pixels of a region of a picture, delivered from top to bottom in strips, which are transposed: a strip is some
 * neighbouring rows of the region over its whole width, and each of its lines holds one column and channel of them. Work that
 * treats all rows alike, such as the horizontal pass of a resize, then runs along arrays, while the strip stays in the cache.
 *
 * <p>Made for one pass by one thread; the memory belongs to whoever made it.
 */
public interface ColumnStrips {

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
    int lineLength();

    /**
     * Delivers the next strip, at least one row.
     *
     * @param lines where it goes: {@code lines[3 * x + channel][i]}, x counted from the left edge of the region; the
     *     rows of the strip stand from {@link #first()} to before {@link #end()}, the other places are undefined
     * @throws ImageRejectedException if the image turns out to be broken
     * @throws IllegalStateException if all rows have been delivered
     */
    void next(int[][] lines);

    /**
     * Where the first row of the strip that was delivered last stands.
     *
     * @return a place in the lines
     */
    int first();

    /**
     * Where the strip that was delivered last ends.
     *
     * @return the place after its last row
     */
    int end();
}
