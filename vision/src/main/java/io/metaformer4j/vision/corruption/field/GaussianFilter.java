package io.metaformer4j.vision.corruption.field;

/**
 * A Gaussian filter along the columns and then along the rows, as {@code scipy.ndimage.gaussian_filter} 1.17 computes it, which
 * is behind {@code skimage.filters.gaussian}: weights of {@code 2 r + 1} places that add up to 1, {@code r} being
 * {@code truncate * sigma} rounded. Pairs of places are added from the outermost to the innermost, so that rounding is that of
 * scipy. Immutable.
 */
public final class GaussianFilter {

    /** Where scipy and scikit-image cut the filter off if they are not told, in standard deviations. */
    private static final double USUAL_TRUNCATION = 4;

    /** From the centre outwards. */
    private final double[] weights;

    private final BorderMode border;

    private GaussianFilter(double[] weights, BorderMode border) {
        this.weights = weights;
        this.border = border;
    }

    /**
     * The filter of scikit-image: cut off at four standard deviations, and {@link BorderMode#NEAREST}.
     *
     * @param sigma standard deviation in places, above 0
     * @return the filter
     */
    public static GaussianFilter of(double sigma) {
        return of(sigma, USUAL_TRUNCATION, BorderMode.NEAREST);
    }

    /**
     * Any filter.
     *
     * @param sigma standard deviation in places, above 0
     * @param truncation where it is cut off, in standard deviations
     * @param border how rows and columns go on beyond their ends
     * @return the filter
     */
    public static GaussianFilter of(double sigma, double truncation, BorderMode border) {
        int radius = (int) (truncation * sigma + 0.5);
        double[] weights = new double[radius + 1];
        double sum = 0;
        for (int i = radius; i >= 0; i--) {
            weights[i] = Math.exp(-0.5 / (sigma * sigma) * (i * i));
            sum += i == 0 ? weights[i] : 2 * weights[i];
        }
        for (int i = 0; i <= radius; i++) {
            weights[i] /= sum;
        }
        return new GaussianFilter(weights, border);
    }

    /**
     * Filters.
     *
     * @param source rows {@code [H, W, C]}; each is read once, from top to bottom
     * @param shape their size
     * @param target takes as many rows; may overwrite what the source reads from, if the border is {@link BorderMode#NEAREST}
     */
    public void filter(RowSource source, RowShape shape, RowTarget target) {
        double[] down = folded(shape.height());
        double[] across = folded(shape.width());
        RowWindow window = new RowWindow(source, shape, border, 0, 2 * down.length - 1);
        int start = (across.length - 1) * shape.channels();
        double[] column = new double[shape.values()];
        double[] padded = new double[column.length + 2 * start];
        double[] left = new double[column.length];
        double[] right = new double[column.length];
        double[] row = new double[column.length];
        for (int y = 0; y < shape.height(); y++) {
            scale(window.row(y), down[0], column);
            for (int i = down.length - 1; i > 0; i--) {
                addPair(window.row(y - i), window.row(y + i), down[i], column);
            }
            System.arraycopy(column, 0, padded, start, column.length);
            RowWindow.continued(padded, shape, border, across.length - 1);
            scale(column, across[0], row);
            for (int i = across.length - 1; i > 0; i--) {
                System.arraycopy(padded, start - i * shape.channels(), left, 0, left.length);
                System.arraycopy(padded, start + i * shape.channels(), right, 0, right.length);
                addPair(left, right, across[i], row);
            }
            target.accept(y, row);
        }
    }

    /** The weights along a side. Places a period apart have the same number, so that no more than a period is needed. */
    private double[] folded(int count) {
        int period = border.period(count);
        if (period == 0 || weights.length - 1 <= period / 2) {
            return weights;
        }
        double[] folded = new double[period / 2 + 1];
        folded[0] = weights[0];
        for (int i = weights.length - 1; i > 0; i--) {
            int within = i % period;
            int distance = Math.min(within, period - within);
            folded[distance] += distance == 0 ? 2 * weights[i] : weights[i];
        }
        return folded;
    }

    private static void scale(double[] from, double weight, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = weight * from[i];
        }
    }

    /** All arrays have one index: the compiler makes vector instructions of such loops only, and copies cost less. */
    private static void addPair(double[] one, double[] other, double weight, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * (one[i] + other[i]);
        }
    }
}
