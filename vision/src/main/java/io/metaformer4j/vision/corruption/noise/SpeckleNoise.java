package io.metaformer4j.vision.corruption.noise;

import io.metaformer4j.vision.corruption.field.RowShape;
import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's speckle noise: a share of every value is added to it, and the share is a normal number.
 *
 * @param deviation standard deviation of the share
 */
public record SpeckleNoise(double deviation) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        byte[] rgb = canvas.rgb();
        double[] numbers = new double[RowShape.of(canvas).values()];
        for (int at = 0; at < rgb.length; at += numbers.length) {
            random.gaussians(numbers);
            for (int i = 0; i < numbers.length; i++) {
                double value = (rgb[at + i] & 0xff) / 255.0;
                rgb[at + i] = UnitRange.toByte(value + value * deviation * numbers[i]);
            }
        }
    }
}
