package io.metaformer4j.vision.corruption.field;

/** Gives rows of numbers. */
@FunctionalInterface
public interface RowSource {

    /**
     * Writes a row.
     *
     * @param y which, from 0
     * @param row where to
     * @param at where in it to begin
     */
    void read(int y, double[] row, int at);
}
