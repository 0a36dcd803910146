package io.metaformer4j.vision.decode.jpeg.baseline;

/**
 * The samples of a component that is interpolated, or goes with such: one line per column, one entry per row of the strip.
 *
 * <p>If chroma has half the rows, a row of the picture lies between two rows of chroma, so the last row of a strip waits
 * for the next: it is carried over at 0, and the strip's rows start at 1.
 */
final class ComponentColumns {

    private int[][] lines = new int[0][];
    private int first;
    private int count;
    private int carry;
    private int rows;

    ComponentColumns() {}

    /**
     * Prepares for a picture.
     *
     * @param firstColumn first column that is kept
     * @param columns how many
     * @param mostRows most rows per strip
     * @param carryRows 1 if the last row of each strip is carried over, else 0
     */
    void start(int firstColumn, int columns, int mostRows, int carryRows) {
        first = firstColumn;
        count = columns;
        carry = carryRows;
        rows = 0;
        // One more entry repeats the last row of the picture.
        int length = carry + mostRows + 1;
        if (lines.length < columns || lines[0].length < length) {
            lines = new int[columns][length];
        }
    }

    /** Takes the next strip. */
    void take(JpegComponent component, int stripRows) {
        if (carry > 0) {
            copy(rows, 0);
        }
        rows = stripRows;
        component.transpose(lines, 0, 1, first, first + count, carry);
    }

    /** The samples of a column. */
    int[] line(int column) {
        return lines[column - first];
    }

    /** Repeats the first row of the strip above it. */
    void repeatAbove() {
        copy(carry, carry - 1);
    }

    /** Repeats a row of the strip below it. */
    void repeatBelow(int row) {
        copy(carry + row, carry + row + 1);
    }

    private void copy(int from, int to) {
        for (int i = 0; i < count; i++) {
            lines[i][to] = lines[i][from];
        }
    }
}
