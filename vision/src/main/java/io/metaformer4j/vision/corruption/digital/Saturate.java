package io.metaformer4j.vision.corruption.digital;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.HsvPixel;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's change of the saturation of each pixel's hue, saturation and value (HSV). Gray has no hue; it counts as red, as
 * in scikit-image, so that an offset makes it reddish.
 *
 * @param factor by which the saturation is multiplied
 * @param offset what is added to it then; the result is clipped to 0..1
 */
public record Saturate(double factor, double offset) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        byte[] rgb = canvas.rgb();
        HsvPixel pixel = new HsvPixel();
        for (int i = 0; i < rgb.length; i += Picture.CHANNELS) {
            pixel.read(rgb, i);
            pixel.saturate(factor, offset);
            pixel.write(rgb, i);
        }
    }
}
