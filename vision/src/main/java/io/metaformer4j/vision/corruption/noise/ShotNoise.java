package io.metaformer4j.vision.corruption.noise;

import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's shot noise: every value is counted in photons, as many as a Poisson distribution gives.
 *
 * @param photons the mean number of the largest value
 */
public record ShotNoise(double photons) implements PictureOperation {

    private static final int LEVELS = 256;

    @Override
    public boolean movesPixels() {
        return false;
    }

    /** There are only 256 distributions, one for each value. */
    @Override
    public void apply(Canvas canvas, RandomSource random) {
        PoissonTable[] counts = new PoissonTable[LEVELS];
        byte[] rgb = canvas.rgb();
        for (int i = 0; i < rgb.length; i++) {
            int value = rgb[i] & 0xff;
            if (counts[value] == null) {
                counts[value] = new PoissonTable(value / 255.0 * photons);
            }
            rgb[i] = UnitRange.toByte(counts[value].at(random.unit()) / photons);
        }
    }
}
