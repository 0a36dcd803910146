package io.metaformer4j.vision.resample;

/** Takes the rows of a resized window as they are finished. */
@FunctionalInterface
public interface RowSink {

    /**
     * Takes one row.
     *
     * @param y which row of the window; rows come in order, from 0
     * @param values the row, red, green, blue interleaved, each 0 to 255; may be longer than the row, and is overwritten
     *     as soon as the method returns
     */
    void row(int y, int[] values);
}
