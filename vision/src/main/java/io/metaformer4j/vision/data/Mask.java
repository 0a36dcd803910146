package io.metaformer4j.vision.data;

import io.metaformer4j.vision.transform.AppliedGeometry;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.Objects;

/** The class of each pixel of a picture, {@code [H, W]}, for segmentation. Immutable and safe for concurrent use. */
public final class Mask {

    /** The label of pixels that belong to no class and are not counted. */
    public static final int IGNORED = -1;

    private final int width;
    private final int height;
    private final short[] labels;

    private Mask(int width, int height, short[] labels) {
        this.width = width;
        this.height = height;
        this.labels = labels;
    }

    /**
     * Creates a mask.
     *
     * @param width width of the picture as it is decoded, in pixels, at least 1
     * @param height height of the picture as it is decoded, in pixels, at least 1
     * @param labels a class for each pixel, rows from top to bottom: an index into the data set's
     *     {@linkplain Dataset#classNames() class names}, or {@link #IGNORED}; copied
     * @return the mask
     * @throws IllegalArgumentException if a side is not positive, there is not a label for each pixel, or one is neither
     */
    public static Mask of(int width, int height, short[] labels) {
        if (width < 1 || height < 1 || (long) width * height != labels.length) {
            throw new IllegalArgumentException("mask of " + width + "x" + height + " has " + labels.length
                    + " labels; give positive sides and one label for each pixel");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < IGNORED) {
                throw new IllegalArgumentException("label of pixel (" + i % width + ", " + i / width + ") is "
                        + labels[i] + "; give a class, from 0, or " + IGNORED + " for none");
            }
        }
        return new Mask(width, height, labels.clone());
    }

    /**
     * The width.
     *
     * @return W of the shape, in pixels
     */
    public int width() {
        return width;
    }

    /**
     * The height.
     *
     * @return H of the shape, in pixels
     */
    public int height() {
        return height;
    }

    /**
     * The class of a pixel.
     *
     * @param x column, 0 to {@code width() - 1}
     * @param y row, 0 to {@code height() - 1}
     * @return the label, or {@link #IGNORED}
     * @throws IndexOutOfBoundsException if there is no such pixel
     */
    public int label(int x, int y) {
        return labels[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)];
    }

    /**
     * The mask of the network's input. Each of its pixels has the label of the pixel in which its centre lies in the picture;
     * nothing is averaged.
     *
     * @param geometry how the picture became the input
     * @return a mask of the size of the input, with {@link #IGNORED} where it shows nothing of the picture
     * @throws MetaFormerException if the geometry is not exact, or that of a picture of another size
     */
    public Mask in(AppliedGeometry geometry) {
        geometry.requireExact();
        if (width != geometry.pictureWidth() || height != geometry.pictureHeight()) {
            throw new MetaFormerException("mask of " + width + "x" + height + " belongs to a picture of "
                    + geometry.pictureWidth() + "x" + geometry.pictureHeight()
                    + "; give a label for each pixel of the picture as it is decoded");
        }
        int[] columns = new int[geometry.outputWidth()];
        Arrays.setAll(columns, x -> (int) Math.floor(geometry.pictureX(x + 0.5)));
        short[] input = new short[columns.length * geometry.outputHeight()];
        Arrays.fill(input, (short) IGNORED);
        for (int y = 0; y < geometry.outputHeight(); y++) {
            int row = (int) Math.floor(geometry.pictureY(y + 0.5));
            for (int x = 0; x < columns.length && row >= 0 && row < height; x++) {
                if (columns[x] >= 0 && columns[x] < width) {
                    input[y * columns.length + x] = labels[row * width + columns[x]];
                }
            }
        }
        return new Mask(columns.length, geometry.outputHeight(), input);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask && width == mask.width && Arrays.equals(labels, mask.labels);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(labels);
    }

    @Override
    public String toString() {
        return "Mask[" + width + "x" + height + "]";
    }
}
