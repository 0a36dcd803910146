package io.metaformer4j.vision.corruption.field;

import java.util.Arrays;

/**
 * The rows around the one that a filter works on, with borders on all sides. Each row is read once, from top to bottom; no
 * more rows are kept than the filter sees at a time, so that a large picture is never held as numbers.
 */
final class RowWindow {

    private final RowSource source;
    private final RowShape shape;
    private final BorderMode border;
    private final int reach;
    private final double[][] rows;
    private final int[] held;
    private int read;

    /**
     * An empty window.
     *
     * @param source what is looked at
     * @param shape its size
     * @param border how it goes on beyond its sides
     * @param reach places beyond the left and the right end of a row
     * @param depth how many neighbouring rows are wanted at a time
     */
    RowWindow(RowSource source, RowShape shape, BorderMode border, int reach, int depth) {
        this.source = source;
        this.shape = shape;
        this.border = border;
        this.reach = reach;
        int count = Math.min(depth, shape.height());
        this.rows = new double[count][shape.values() + 2 * reach * shape.channels()];
        this.held = new int[count];
        Arrays.fill(held, -1);
    }

    /** Where the first number of the row stands in what {@link #row} gives. */
    int start() {
        return reach * shape.channels();
    }

    /**
     * A row.
     *
     * @param y which; may be beyond the top and the bottom
     * @return the row from {@link #start()} on, with borders around it; valid while rows of the window's depth are asked for
     */
    double[] row(int y) {
        int inside = border.index(y, shape.height());
        for (; read <= inside; read++) {
            load(read);
        }
        if (held[inside % rows.length] != inside) {
            load(inside);
        }
        return rows[inside % rows.length];
    }

    private void load(int y) {
        double[] row = rows[y % rows.length];
        source.read(y, row, start());
        continued(row, shape, border, reach);
        held[y % rows.length] = y;
    }

    /** Writes the borders on both sides of a row that begins after {@code reach} places. */
    static void continued(double[] row, RowShape shape, BorderMode border, int reach) {
        int channels = shape.channels();
        for (int place = 0; place < reach; place++) {
            int left = reach + border.index(place - reach, shape.width());
            int right = reach + border.index(shape.width() + place, shape.width());
            for (int c = 0; c < channels; c++) {
                row[place * channels + c] = row[left * channels + c];
                row[(reach + shape.width() + place) * channels + c] = row[right * channels + c];
            }
        }
    }
}
