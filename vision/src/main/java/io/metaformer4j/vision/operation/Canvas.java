package io.metaformer4j.vision.operation;

import io.metaformer4j.vision.Picture;

/**
 * A picture of fixed size that operations change in place, with a second one to compute in.
 *
 * <p>Confine each canvas to one thread.
 */
public final class Canvas {

    private Picture current;
    private Picture other;

    /**
     * Creates a black canvas.
     *
     * @param width width in pixels
     * @param height height in pixels
     */
    public Canvas(int width, int height) {
        this(Picture.filled(width, height, 0, 0, 0));
    }

    private Canvas(Picture current) {
        this.current = current;
        this.other = Picture.filled(current.width(), current.height(), 0, 0, 0);
    }

    /**
     * Creates a canvas with a picture on it.
     *
     * @param picture the picture, which is copied
     * @return the canvas
     */
    public static Canvas of(Picture picture) {
        return new Canvas(picture.copy());
    }

    /**
     * The width.
     *
     * @return width in pixels
     */
    public int width() {
        return current.width();
    }

    /**
     * The height.
     *
     * @return height in pixels
     */
    public int height() {
        return current.height();
    }

    /**
     * The picture as it is now.
     *
     * @return picture over {@link #rgb()}; changes with the canvas
     */
    public Picture picture() {
        return current;
    }

    /**
     * The pixels, {@code [H, W, 3]}, to be read and written.
     *
     * @return array of exactly {@code 3 * W * H} bytes
     */
    public byte[] rgb() {
        return current.rgb();
    }

    /**
     * Memory for a result that cannot be computed in place; {@link #swap()} makes it the picture.
     *
     * @return array of exactly {@code 3 * W * H} bytes with unspecified content
     */
    public byte[] scratch() {
        return other.rgb();
    }

    /** Exchanges the picture's pixels with the scratch memory. */
    public void swap() {
        Picture previous = current;
        current = other;
        other = previous;
    }

    /** Mirrors the picture left to right. */
    public void flipHorizontally() {
        byte[] rgb = rgb();
        int rowBytes = Picture.CHANNELS * width();
        for (int row = 0; row < rgb.length; row += rowBytes) {
            int left = row;
            int right = row + rowBytes - Picture.CHANNELS;
            for (; left < right; left += Picture.CHANNELS, right -= Picture.CHANNELS) {
                swapBytes(rgb, left, right);
                swapBytes(rgb, left + 1, right + 1);
                swapBytes(rgb, left + 2, right + 2);
            }
        }
    }

    /** Mirrors the picture top to bottom. */
    public void flipVertically() {
        byte[] from = rgb();
        byte[] to = scratch();
        int rowBytes = Picture.CHANNELS * width();
        for (int y = 0; y < height(); y++) {
            System.arraycopy(from, y * rowBytes, to, (height() - 1 - y) * rowBytes, rowBytes);
        }
        swap();
    }

    private static void swapBytes(byte[] bytes, int i, int j) {
        byte kept = bytes[i];
        bytes[i] = bytes[j];
        bytes[j] = kept;
    }
}
