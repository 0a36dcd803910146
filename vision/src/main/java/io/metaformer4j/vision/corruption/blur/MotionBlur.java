package io.metaformer4j.vision.corruption.blur;

import io.metaformer4j.vision.corruption.field.CanvasRows;
import io.metaformer4j.vision.corruption.field.MotionKernel;
import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's motion blur, along a line that is drawn from 45 degrees on both sides of the rows.
 *
 * @param radius half the length in pixels, at least 1
 * @param sigma standard deviation of the blur in pixels, above 0
 */
public record MotionBlur(int radius, double sigma) implements PictureOperation {

    private static final double MOST_DEGREES = 45;

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        double degrees = random.uniform(-MOST_DEGREES, MOST_DEGREES);
        CanvasRows rows = CanvasRows.ofValues(canvas);
        new MotionKernel(radius, sigma).blur(degrees, rows, RowShape.of(canvas), rows::writeValues);
        canvas.swap();
    }
}
