package io.metaformer4j.vision.corruption.noise;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's impulse noise, which is scikit-image's salt and pepper: some values become 0 or 255, each channel of a pixel on
 * its own.
 *
 * @param share how many, 0 to 1; half of them to each
 */
public record ImpulseNoise(double share) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        byte[] rgb = canvas.rgb();
        for (int i = 0; i < rgb.length; i++) {
            double drawn = random.unit();
            if (drawn < share) {
                rgb[i] = (byte) (drawn < share / 2 ? 0 : 255);
            }
        }
    }
}
