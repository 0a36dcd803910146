package io.metaformer4j.vision.decode.jpeg.baseline;

import java.util.Arrays;

/**
 * One component while a baseline JPEG is decoded: its tables, and its blocks of the current strip.
 *
 * <p>The blocks' values lie in 64 lines, one per place of a block in natural order, with one entry per block: first
 * coefficients, then samples ({@link InverseTransform}). They run down the columns of blocks.
 */
final class JpegComponent {

    private final int horizontal;
    private final int vertical;
    private final int[] steps;
    private final HuffmanTable direct;
    private final HuffmanTable alternating;
    private int prediction;

    private int[][] places = new int[0][];
    private int firstColumn;
    private int columns;
    private int rows;

    /**
     * Creates the component.
     *
     * @param horizontal blocks per unit from left to right
     * @param vertical blocks per unit from top to bottom
     * @param steps for each coefficient in zigzag order, see {@link CoefficientSteps}
     * @param direct table of the first coefficients
     * @param alternating table of the other coefficients
     */
    JpegComponent(int horizontal, int vertical, int[] steps, HuffmanTable direct, HuffmanTable alternating) {
        this.horizontal = horizontal;
        this.vertical = vertical;
        this.steps = steps;
        this.direct = direct;
        this.alternating = alternating;
    }

    int horizontal() {
        return horizontal;
    }

    int vertical() {
        return vertical;
    }

    int[] steps() {
        return steps;
    }

    HuffmanTable direct() {
        return direct;
    }

    HuffmanTable alternating() {
        return alternating;
    }

    int predict(int difference) {
        prediction += difference;
        return prediction;
    }

    void resetPrediction() {
        prediction = 0;
    }

    /**
     * Chooses which blocks are kept.
     *
     * @param memory lines of an earlier picture to use again
     * @param first first column of blocks
     * @param count columns of blocks
     * @param mostRows most rows of blocks per strip
     */
    void reserve(int[][] memory, int first, int count, int mostRows) {
        firstColumn = first;
        columns = count;
        int blocks = count * mostRows;
        boolean fits = memory.length > 0 && memory[0].length >= blocks;
        places = fits ? memory : new int[InverseTransform.PLACES][blocks];
    }

    /** One line for each place of a block. */
    int[][] places() {
        return places;
    }

    /** Blocks of the strip. */
    int blocks() {
        return columns * rows;
    }

    /** Where a block stands in the lines. */
    int index(int blockColumn, int blockRow) {
        return (blockColumn - firstColumn) * rows + blockRow;
    }

    /** Makes room for the next strip of some rows of blocks. */
    void startStrip(int blockRows) {
        rows = blockRows;
        for (int[] place : places) {
            Arrays.fill(place, 0, blocks(), 0);
        }
    }

    /**
     * Writes samples into lines that hold one column of the strip each.
     *
     * @param target the lines
     * @param first line of the column {@code from}
     * @param step distance of the lines of neighbouring columns
     * @param from first column of samples that is wanted
     * @param to end of the columns that are wanted
     * @param at where the first row of the strip stands in a line
     */
    void transpose(int[][] target, int first, int step, int from, int to, int at) {
        for (int column = from; column < to; column++) {
            int x = column % InverseTransform.SIDE;
            int start = index(column / InverseTransform.SIDE, 0);
            transpose(places, x, start, rows, target[first + (column - from) * step], at);
        }
    }

    private static void transpose(int[][] places, int x, int start, int rows, int[] line, int top) {
        int[] row0 = places[x];
        int[] row1 = places[8 + x];
        int[] row2 = places[16 + x];
        int[] row3 = places[24 + x];
        int[] row4 = places[32 + x];
        int[] row5 = places[40 + x];
        int[] row6 = places[48 + x];
        int[] row7 = places[56 + x];
        for (int i = 0; i < rows; i++) {
            int at = top + i * InverseTransform.SIDE;
            line[at] = row0[start + i];
            line[at + 1] = row1[start + i];
            line[at + 2] = row2[start + i];
            line[at + 3] = row3[start + i];
            line[at + 4] = row4[start + i];
            line[at + 5] = row5[start + i];
            line[at + 6] = row6[start + i];
            line[at + 7] = row7[start + i];
        }
    }
}
