package io.metaformer4j.vision.corruption.digital;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.resample.Resampler;
import io.metaformer4j.zoo.Interpolation;

/**
 * ImageNet-C's pixelation: shrunk and enlarged again with Pillow's box filter.
 *
 * @param factor the smaller picture's sides in relation to the picture's, above 0 and at most 1; rounded down, at least 1 pixel
 */
public record Pixelate(double factor) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        int width = Math.max(1, (int) (canvas.width() * factor));
        int height = Math.max(1, (int) (canvas.height() * factor));
        Resampler box = Resampler.of(Interpolation.BOX);
        Picture small = box.resize(canvas.picture(), width, height);
        Picture large = box.resize(small, canvas.width(), canvas.height());
        System.arraycopy(large.rgb(), 0, canvas.rgb(), 0, large.byteCount());
    }
}
