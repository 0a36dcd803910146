package io.metaformer4j.vision.operation.pixel;

/**
 * Pillow's {@code Image.transform} with an affine map: the centre of each pixel of the result is looked up in the source,
 * between the centres of its pixels, in 64-bit floats; the result is clipped to bytes and truncated. Beyond the border pixels
 * repeat; what lies outside of the picture altogether is filled.
 *
 * <p>Bilinear interpolation takes 2x2 pixels; bicubic takes 4x4, by the Keys cubic with a = -1 ({@code Geometry.c}), where
 * resizing has a = -0.5. Confine each to one thread.
 */
public final class AffineWarp {

    private static final int CHANNELS = 3;

    private final byte[] from;
    private final int width;
    private final int height;
    private final boolean cubic;
    private final int taps;
    private final int[] columns;
    private final int[] rows;

    /**
     * Prepares a source.
     *
     * @param from its pixels, {@code [H, W, 3]}
     * @param width its width in pixels
     * @param height its height in pixels
     * @param cubic whether interpolation is bicubic instead of bilinear
     */
    public AffineWarp(byte[] from, int width, int height, boolean cubic) {
        this.from = from;
        this.width = width;
        this.height = height;
        this.cubic = cubic;
        this.taps = cubic ? 4 : 2;
        this.columns = new int[taps];
        this.rows = new int[taps];
    }

    /**
     * Writes the result, of the source's size.
     *
     * @param map where its points come from
     * @param fill red, green and blue of what lies outside
     * @param to its pixels, another array than the source's
     */
    public void write(AffineMap map, byte[] fill, byte[] to) {
        int at = 0;
        for (int row = 0; row < height; row++) {
            double y = row + 0.5;
            for (int column = 0; column < width; column++) {
                double x = column + 0.5;
                double sourceX = map.sourceX(x, y);
                double sourceY = map.sourceY(x, y);
                if (sourceX < 0 || sourceX >= width || sourceY < 0 || sourceY >= height) {
                    System.arraycopy(fill, 0, to, at, CHANNELS);
                } else {
                    sample(sourceX - 0.5, sourceY - 0.5, to, at);
                }
                at += CHANNELS;
            }
        }
    }

    private void sample(double x, double y, byte[] to, int at) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        place(columns, left, width, CHANNELS);
        place(rows, top, height, CHANNELS * width);
        double dx = x - left;
        double dy = y - top;
        for (int c = 0; c < CHANNELS; c++) {
            double value = cubic ? cubic(c, dx, dy) : linear(c, dx, dy);
            to[at + c] = (byte) (int) Math.max(0.0, Math.min(255.0, value));
        }
    }

    /** Where the neighbours begin in the array, along one side. */
    private void place(int[] places, int first, int size, int stride) {
        int before = cubic ? 1 : 0;
        for (int i = 0; i < taps; i++) {
            places[i] = Math.max(0, Math.min(size - 1, first - before + i)) * stride;
        }
    }

    private double linear(int channel, double dx, double dy) {
        double upper = linearRow(rows[0] + channel, dx);
        return upper + (linearRow(rows[1] + channel, dx) - upper) * dy;
    }

    private double linearRow(int row, double dx) {
        int left = value(row, 0);
        return left + (value(row, 1) - left) * dx;
    }

    private double cubic(int channel, double dx, double dy) {
        return cubic(
                cubicRow(rows[0] + channel, dx),
                cubicRow(rows[1] + channel, dx),
                cubicRow(rows[2] + channel, dx),
                cubicRow(rows[3] + channel, dx),
                dy);
    }

    private double cubicRow(int row, double dx) {
        return cubic(value(row, 0), value(row, 1), value(row, 2), value(row, 3), dx);
    }

    /** The order of the additions is Pillow's. */
    private static double cubic(double v1, double v2, double v3, double v4, double d) {
        double linear = -v1 + v3;
        double square = 2 * (v1 - v2) + v3 - v4;
        double third = -v1 + v2 - v3 + v4;
        return v2 + d * (linear + d * (square + d * third));
    }

    private int value(int row, int tap) {
        return from[row + columns[tap]] & 0xff;
    }
}
