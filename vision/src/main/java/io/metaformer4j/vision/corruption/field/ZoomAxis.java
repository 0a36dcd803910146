package io.metaformer4j.vision.corruption.field;

/**
 * One side of ImageNet-C's {@code clipped_zoom}: the middle of a picture, zoomed linearly to about the picture's size as
 * {@code scipy.ndimage.zoom} 1.17 does with {@code order=1}, where first and last numbers of both lie on each other, and what
 * is too much cut off on both ends. The reference takes squares; here each side has an axis of its own.
 */
public final class ZoomAxis {

    private final int start;
    private final int count;
    private final int[] first;
    private final double[] share;

    private ZoomAxis(int start, int count, int[] first, double[] share) {
        this.start = start;
        this.count = count;
        this.first = first;
        this.share = share;
    }

    /**
     * An axis.
     *
     * @param side length of the side, before and afterwards
     * @param factor how much larger things become, at least 1
     * @return the axis
     */
    public static ZoomAxis of(int side, double factor) {
        int count = (int) Math.ceil(side / factor);
        int zoomed = (int) Math.rint(count * factor);
        double step = zoomed > 1 ? (count - 1) / (zoomed - 1.0) : 0;
        int trimmed = (zoomed - side) / 2;
        int[] first = new int[side];
        double[] share = new double[side];
        for (int i = 0; i < side; i++) {
            double place = Math.min(count - 1.0, step * (trimmed + i));
            first[i] = (int) place;
            share[i] = place - first[i];
        }
        return new ZoomAxis((side - count) / 2, count, first, share);
    }

    /**
     * Where the middle begins.
     *
     * @return index of its first number
     */
    public int start() {
        return start;
    }

    /**
     * The length of the middle.
     *
     * @return how many numbers are needed, from {@link #start()} on
     */
    public int count() {
        return count;
    }

    /**
     * The one of two numbers that is nearer to the start.
     *
     * @param i place in the result
     * @return its index in the middle
     */
    public int first(int i) {
        return first[i];
    }

    /**
     * The one behind it; at the end of the middle the same.
     *
     * @param i place in the result
     * @return its index in the middle
     */
    public int second(int i) {
        return Math.min(first[i] + 1, count - 1);
    }

    /**
     * The weight of the second number; the first has the rest.
     *
     * @param i place in the result
     * @return from 0 (inclusive) to 1 (exclusive)
     */
    public double share(int i) {
        return share[i];
    }
}
