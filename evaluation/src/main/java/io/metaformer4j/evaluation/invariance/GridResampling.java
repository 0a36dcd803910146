package io.metaformer4j.evaluation.invariance;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.Canvas;

/**
 * Moves what is on a grid: for each position the up to four values that it is made of, by bilinear interpolation. Where
 * all of a motion's places fall on positions, it only copies.
 *
 * <p>Beyond its edges the grid goes on mirrored, the outermost values twice. Immutable and safe for concurrent use.
 */
final class GridResampling {

    private static final int TAPS = 4;

    /** A place so near to a position is on it; what computing places is wrong by is far smaller. */
    private static final double ROUNDING = 1e-9;

    private static final double HALF = 0.5;

    private final int width;
    private final int height;
    private final int[] sources;
    private final double[] weights;
    private final boolean[] inside;
    private boolean exact = true;

    /**
     * Where a position lies along one axis.
     *
     * @param low the position before the place
     * @param high the position behind it
     * @param share how much of the value comes from behind, below 1
     * @param inside whether the place is on the grid, between its outermost positions
     */
    private record Tap(int low, int high, double share, boolean inside) {

        static Tap of(double place, int size) {
            double nearest = Math.rint(place);
            double at = Math.abs(place - nearest) < ROUNDING ? nearest : place;
            boolean inside = at >= 0 && at <= size - 1;
            double folded = inside ? at : folded(at, size);
            int low = (int) Math.floor(folded);
            return new Tap(clamped(low, size), clamped(low + 1, size), folded - low, inside);
        }

        /** Mirrors a place at the edges, which are half a step beyond the outermost positions. */
        private static double folded(double place, int size) {
            double period = 2.0 * size;
            double fromEdge = place + HALF;
            double inPeriod = fromEdge - period * Math.floor(fromEdge / period);
            return (inPeriod > size ? period - inPeriod : inPeriod) - HALF;
        }

        private static int clamped(int position, int size) {
            return Math.max(0, Math.min(size - 1, position));
        }
    }

    private GridResampling(int width, int height) {
        this.width = width;
        this.height = height;
        this.sources = new int[TAPS * width * height];
        this.weights = new double[TAPS * width * height];
        this.inside = new boolean[width * height];
    }

    /**
     * Plans a motion.
     *
     * @param width columns of the grid
     * @param height rows of the grid
     * @param source from a position to the place that its value comes from, in positions
     */
    static GridResampling of(int width, int height, PlaneMotion source) {
        GridResampling plan = new GridResampling(width, height);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double x = column + HALF - width / 2.0;
                double y = row + HALF - height / 2.0;
                plan.place(
                        row * width + column,
                        Tap.of(source.x(x, y) + width / 2.0 - HALF, width),
                        Tap.of(source.y(x, y) + height / 2.0 - HALF, height));
            }
        }
        return plan;
    }

    private void place(int position, Tap across, Tap along) {
        int first = TAPS * position;
        sources[first] = along.low() * width + across.low();
        sources[first + 1] = along.low() * width + across.high();
        sources[first + 2] = along.high() * width + across.low();
        sources[first + 3] = along.high() * width + across.high();
        weights[first] = (1 - along.share()) * (1 - across.share());
        weights[first + 1] = (1 - along.share()) * across.share();
        weights[first + 2] = along.share() * (1 - across.share());
        weights[first + 3] = along.share() * across.share();
        inside[position] = across.inside() && along.inside();
        exact &= !inside[position] || weights[first] == 1;
    }

    /** Whether the values of all positions whose places are on the grid are copied, and none is interpolated. */
    boolean isExact() {
        return exact;
    }

    /** Whether the place that a position's value comes from is on the grid. */
    boolean isInside(int position) {
        return inside[position];
    }

    /** The value of a position, from a grid that begins somewhere in an array. */
    double value(float[] grid, int from, int position) {
        int first = TAPS * position;
        double sum = 0;
        for (int i = first; i < first + TAPS; i++) {
            sum += weights[i] * grid[from + sources[i]];
        }
        return sum;
    }

    /** The value of a position. */
    double value(double[] grid, int position) {
        int first = TAPS * position;
        double sum = 0;
        for (int i = first; i < first + TAPS; i++) {
            sum += weights[i] * grid[sources[i]];
        }
        return sum;
    }

    /** Moves a picture of the grid's size; interpolated values are rounded to bytes. */
    void move(Canvas canvas) {
        if (canvas.width() != width || canvas.height() != height) {
            throw new IllegalArgumentException("a motion of pictures of " + width + "x" + height
                    + " was given a picture of " + canvas.width() + "x" + canvas.height());
        }
        byte[] from = canvas.rgb();
        byte[] to = canvas.scratch();
        for (int position = 0; position < inside.length; position++) {
            int first = TAPS * position;
            for (int c = 0; c < Picture.CHANNELS; c++) {
                double sum = 0;
                for (int i = first; i < first + TAPS; i++) {
                    sum += weights[i] * (from[Picture.CHANNELS * sources[i] + c] & 0xff);
                }
                to[Picture.CHANNELS * position + c] = (byte) (int) (sum + HALF);
            }
        }
        canvas.swap();
    }
}
