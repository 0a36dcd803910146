package io.metaformer4j.vision.corruption.blur;

import io.metaformer4j.vision.corruption.field.CanvasRows;
import io.metaformer4j.vision.corruption.field.DiskFilter;
import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's defocus blur: the mean over a disk around each pixel, whose edge is smoothed.
 *
 * @param radius of the disk in pixels, at least 1
 * @param smoothing standard deviation of the Gaussian that smooths the edge, in pixels
 */
public record DefocusBlur(int radius, double smoothing) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        CanvasRows rows = CanvasRows.ofUnits(canvas);
        DiskFilter.of(DiskKernel.weights(radius, smoothing)).filter(rows, RowShape.of(canvas), rows::writeUnits);
        canvas.swap();
    }
}
