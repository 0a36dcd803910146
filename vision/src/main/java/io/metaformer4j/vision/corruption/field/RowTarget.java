package io.metaformer4j.vision.corruption.field;

/** Takes rows of numbers, from top to bottom. */
@FunctionalInterface
public interface RowTarget {

    /**
     * Takes a row.
     *
     * @param y which, from 0
     * @param row begins with its numbers; may be longer, and is overwritten afterwards
     */
    void accept(int y, double[] row);
}
