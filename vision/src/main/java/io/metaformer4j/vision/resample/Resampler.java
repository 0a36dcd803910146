package io.metaformer4j.vision.resample;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.zoo.Interpolation;

/**
 * Resizes pictures, bit for bit as Pillow 12.3 does on 8-bit RGB: antialiased, in two passes of fixed-point sums, each
 * rounded to bytes.
 *
 * <p>Every pixel of the result depends on few pixels of the source, so any window of the result can be computed alone,
 * from a part of the source; see {@link #needed} and {@link #resize(Picture, Region, Resize, Region, ResampleWorkspace)}.
 *
 * <p>Immutable and safe for concurrent use; workspaces are not.
 */
public final class Resampler {

    private static final int ROUNDING = 1 << (AxisWeights.PRECISION_BITS - 1);

    private final Interpolation interpolation;

    private Resampler(Interpolation interpolation) {
        this.interpolation = interpolation;
    }

    /**
     * Creates a resampler.
     *
     * @param interpolation the filter
     * @return the resampler
     */
    public static Resampler of(Interpolation interpolation) {
        return new Resampler(interpolation);
    }

    /**
     * The filter.
     *
     * @return the interpolation
     */
    public Interpolation interpolation() {
        return interpolation;
    }

    /**
     * Resizes a whole picture.
     *
     * @param source the picture; only read
     * @param width width of the result in pixels, at least 1
     * @param height height of the result in pixels, at least 1
     * @return a picture of its own
     */
    public Picture resize(Picture source, int width, int height) {
        return resize(source, Box.whole(source.width(), source.height()), width, height);
    }

    /**
     * Resizes a part of a picture whose edges may be fractional; filters also see the pixels around it, as with Pillow's
     * {@code box} argument.
     *
     * @param source the picture; only read
     * @param box the part to resize
     * @param width width of the result in pixels, at least 1
     * @param height height of the result in pixels, at least 1
     * @return a picture of its own
     */
    public Picture resize(Picture source, Box box, int width, int height) {
        Resize resize = new Resize(source.width(), source.height(), box, width, height);
        Region all = Region.whole(source.width(), source.height());
        return resize(source, all, resize, resize.whole(), new ResampleWorkspace())
                .copy();
    }

    /**
     * The part of the source that a window of the result depends on.
     *
     * @param resize the geometry
     * @param window a region of the result
     * @param workspace arrays to compute in
     * @return the smallest region of the source that {@link #resize(Picture, Region, Resize, Region, ResampleWorkspace)}
     *     can work from
     */
    public Region needed(Resize resize, Region window, ResampleWorkspace workspace) {
        computeAxes(resize, window, workspace);
        AxisWeights h = workspace.horizontal();
        AxisWeights v = workspace.vertical();
        return new Region(h.low(), v.low(), h.high() - h.low(), v.high() - v.low());
    }

    /**
     * Computes a window of a resized picture from a part of the source.
     *
     * @param part pixels of the source; only read
     * @param partRegion which region of the source they are; must contain what is {@linkplain #needed needed}
     * @param resize the geometry, in coordinates of the whole source
     * @param window the region of the result that is wanted
     * @param workspace arrays to compute in, also for the result
     * @return the window, in the workspace's memory: valid until the workspace is used again
     */
    public Picture resize(Picture part, Region partRegion, Resize resize, Region window, ResampleWorkspace workspace) {
        if (!window.fitsIn(resize.width(), resize.height())) {
            throw new IllegalArgumentException(
                    window + " is not inside the result of " + resize.width() + "x" + resize.height());
        }
        if (partRegion.width() != part.width() || partRegion.height() != part.height()) {
            throw new IllegalArgumentException(part + " is not of the size of " + partRegion);
        }
        computeAxes(resize, window, workspace);
        AxisWeights h = workspace.horizontal();
        AxisWeights v = workspace.vertical();
        if (h.low() < partRegion.x()
                || v.low() < partRegion.y()
                || h.high() > partRegion.right()
                || v.high() > partRegion.bottom()) {
            throw new IllegalArgumentException(partRegion + " lacks pixels that the window needs");
        }
        byte[] result = workspace.result(Picture.CHANNELS * window.width() * window.height());
        byte[] rows = workspace.rows(Picture.CHANNELS * window.width() * (v.high() - v.low()));
        horizontalPass(part, partRegion, h, v, rows);
        verticalPass(rows, v, Picture.CHANNELS * window.width(), result);
        return Picture.of(window.width(), window.height(), result);
    }

    private void computeAxes(Resize resize, Region window, ResampleWorkspace workspace) {
        Box box = resize.box();
        workspace
                .horizontal()
                .compute(
                        interpolation,
                        resize.sourceWidth(),
                        box.left(),
                        box.right(),
                        resize.width(),
                        window.x(),
                        window.width());
        workspace
                .vertical()
                .compute(
                        interpolation,
                        resize.sourceHeight(),
                        box.top(),
                        box.bottom(),
                        resize.height(),
                        window.y(),
                        window.height());
    }

    private static void horizontalPass(Picture part, Region region, AxisWeights h, AxisWeights v, byte[] rows) {
        byte[] source = part.rgb();
        int[] weights = h.weights();
        int to = 0;
        for (int y = v.low(); y < v.high(); y++) {
            int row = (y - region.y()) * part.width() - region.x();
            for (int x = 0; x < h.outputs(); x++) {
                int red = ROUNDING;
                int green = ROUNDING;
                int blue = ROUNDING;
                int at = (row + h.first(x)) * Picture.CHANNELS;
                int end = h.at(x) + h.count(x);
                for (int k = h.at(x); k < end; k++, at += Picture.CHANNELS) {
                    red += weights[k] * (source[at] & 0xff);
                    green += weights[k] * (source[at + 1] & 0xff);
                    blue += weights[k] * (source[at + 2] & 0xff);
                }
                rows[to++] = clip(red);
                rows[to++] = clip(green);
                rows[to++] = clip(blue);
            }
        }
    }

    private static void verticalPass(byte[] rows, AxisWeights v, int rowBytes, byte[] result) {
        int[] weights = v.weights();
        int low = v.low();
        for (int y = 0; y < v.outputs(); y++) {
            for (int x = 0; x < rowBytes; x++) {
                int sum = ROUNDING;
                int at = (v.first(y) - low) * rowBytes + x;
                int end = v.at(y) + v.count(y);
                for (int k = v.at(y); k < end; k++, at += rowBytes) {
                    sum += weights[k] * (rows[at] & 0xff);
                }
                result[y * rowBytes + x] = clip(sum);
            }
        }
    }

    private static byte clip(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> AxisWeights.PRECISION_BITS));
    }
}
