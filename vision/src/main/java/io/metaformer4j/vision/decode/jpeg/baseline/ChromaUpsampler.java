package io.metaformer4j.vision.decode.jpeg.baseline;

/**
 * Brings a component with fewer samples to the size of the picture, as libjpeg-turbo's "fancy" upsampling does
 * ({@code jdsample.c}): each sample is three quarters of the nearer and one quarter of the further neighbour, along each
 * direction that is sampled.
 *
 * <p>Serves one component of one strip after another; its memory is used again.
 */
final class ChromaUpsampler {

    private ComponentColumns columns;
    private BaselineGeometry geometry;
    private int rows;
    private int firstColumn;
    /** Columns of the component with the rows of the picture, still without rounding if columns are sampled too. */
    private int[][] tall = new int[0][];

    private int[] blended = new int[0];

    ChromaUpsampler() {}

    /**
     * Prepares for a strip.
     *
     * @param source the samples of the component
     * @param plan sampling factors and sizes
     * @param stripRows length of the result
     */
    void start(ComponentColumns source, BaselineGeometry plan, int stripRows) {
        columns = source;
        geometry = plan;
        rows = stripRows;
        firstColumn = plan.firstChromaColumn();
        if (blended.length < rows) {
            blended = new int[rows];
        }
        if (plan.high() > 1) {
            stretch(plan.lastChromaColumn());
        }
    }

    private void stretch(int lastColumn) {
        int count = lastColumn - firstColumn + 1;
        int pairs = (rows + 1) / 2;
        if (tall.length < count || tall[0].length < 2 * pairs) {
            tall = new int[count][2 * pairs];
        }
        boolean whole = geometry.wide() == 1;
        for (int i = 0; i < count; i++) {
            if (whole) {
                stretchRounded(columns.line(firstColumn + i), tall[i], pairs);
            } else {
                stretch(columns.line(firstColumn + i), tall[i], pairs);
            }
        }
    }

    private static void stretch(int[] line, int[] target, int pairs) {
        for (int j = 0; j < pairs; j++) {
            int above = line[j];
            int below = line[j + 1];
            target[2 * j] = 3 * above + below;
            target[2 * j + 1] = 3 * below + above;
        }
    }

    private static void stretchRounded(int[] line, int[] target, int pairs) {
        for (int j = 0; j < pairs; j++) {
            int above = line[j];
            int below = line[j + 1];
            target[2 * j] = (3 * above + below + 2) >> 2;
            target[2 * j + 1] = (3 * below + above + 1) >> 2;
        }
    }

    /**
     * The samples for a column of the picture.
     *
     * @param x column of the picture
     * @return a line of samples, valid until the next call
     */
    int[] line(int x) {
        if (geometry.wide() == 1) {
            return column(x);
        }
        boolean right = (x & 1) != 0;
        int[] near = column(x / 2);
        int[] far = column(neighbour(x));
        if (geometry.high() == 1) {
            blend(near, far, right ? 2 : 1, 2, blended, rows);
        } else {
            blend(near, far, right ? 7 : 8, 4, blended, rows);
        }
        return blended;
    }

    private int[] column(int column) {
        return geometry.high() == 1 ? columns.line(column) : tall[column - firstColumn];
    }

    /** The column of the component on the other side of a column of the picture. */
    private int neighbour(int x) {
        return (x & 1) == 0 ? Math.max(x / 2 - 1, 0) : Math.min(x / 2 + 1, geometry.chromaWidth() - 1);
    }

    private static void blend(int[] near, int[] far, int round, int shift, int[] target, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = (3 * near[i] + far[i] + round) >> shift;
        }
    }
}
