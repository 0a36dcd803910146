package io.metaformer4j.vision.corruption.blur;

import io.metaformer4j.vision.corruption.field.CanvasRows;
import io.metaformer4j.vision.corruption.field.GaussianFilter;
import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's Gaussian blur, which is scikit-image's {@code gaussian}.
 *
 * @param sigma standard deviation in pixels, above 0
 */
public record GaussianBlur(double sigma) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        CanvasRows rows = CanvasRows.ofUnits(canvas);
        GaussianFilter.of(sigma).filter(rows, RowShape.of(canvas), rows::writeUnits);
        canvas.swap();
    }
}
