package io.metaformer4j.vision.resample;

import io.metaformer4j.vision.ColumnStrips;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.PictureColumnStrips;
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
        return resize(source, SourceBox.whole(source.width(), source.height()), width, height);
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
    public Picture resize(Picture source, SourceBox box, int width, int height) {
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
        if (!window.fitsIn(resize.width(), resize.height())) {
            throw new IllegalArgumentException(
                    window + " is not inside the result of " + resize.width() + "x" + resize.height());
        }
        SourceBox box = resize.box();
        AxisWeights h = workspace.passes().horizontal();
        AxisWeights v = workspace.passes().vertical();
        h.compute(
                interpolation,
                resize.sourceWidth(),
                box.left(),
                box.right(),
                resize.width(),
                window.x(),
                window.width());
        v.compute(
                interpolation,
                resize.sourceHeight(),
                box.top(),
                box.bottom(),
                resize.height(),
                window.y(),
                window.height());
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
        int rowValues = Picture.CHANNELS * window.width();
        byte[] result = workspace.result(rowValues * window.height());
        ColumnStrips strips = PictureColumnStrips.of(part, partRegion, needed(resize, window, workspace));
        resize(strips, resize, window, workspace, (y, values) -> {
            int at = y * rowValues;
            for (int i = 0; i < rowValues; i++) {
                result[at + i] = (byte) values[i];
            }
        });
        return Picture.of(window.width(), window.height(), result);
    }

    /**
     * Computes a window of a resized picture, row by row.
     *
     * @param source pixels of the source; must cover what is {@linkplain #needed needed}
     * @param resize the geometry, in coordinates of the whole source
     * @param window the region of the result that is wanted
     * @param workspace arrays to compute in
     * @param sink takes the rows of the window
     * @throws IllegalArgumentException if the source does not cover enough
     */
    public void resize(ColumnStrips source, Resize resize, Region window, ResampleWorkspace workspace, RowSink sink) {
        Region needed = needed(resize, window, workspace);
        Region covered = source.region();
        if (needed.x() < covered.x()
                || needed.y() < covered.y()
                || needed.right() > covered.right()
                || needed.bottom() > covered.bottom()) {
            throw new IllegalArgumentException(covered + " lacks pixels that the window needs: " + needed);
        }
        workspace.passes().run(source, sink);
    }
}
