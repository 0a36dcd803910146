package io.metaformer4j.vision.corruption;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * ImageNet-C's brightness: the value of each pixel's hue, saturation and value (HSV) grows, so that dark pixels become
 * pale and bright ones lose what is above the largest value.
 *
 * @param amount what is added to the value, which goes from 0 to 1; 0 for nothing
 */
public record Brightness(double amount) implements PictureOperation {

    /** Checks the amount. */
    public Brightness {
        if (!(amount >= 0 && amount <= 1)) {
            throw new MetaFormerException("amount of brightness is " + amount + "; it must be 0 to 1");
        }
    }

    /**
     * The corruption of ImageNet-C.
     *
     * @param severity how severe
     * @return the operation
     */
    public static Brightness of(Severity severity) {
        return new Brightness(severity.of(0.1, 0.2, 0.3, 0.4, 0.5));
    }

    @Override
    public boolean movesPixels() {
        return false;
    }

    /** With hue and saturation unchanged, the channels of a pixel keep their ratios to the largest of them, its value. */
    @Override
    public void apply(Canvas canvas, RandomSource random) {
        byte[] rgb = canvas.rgb();
        for (int i = 0; i < rgb.length; i += Picture.CHANNELS) {
            int largest = Math.max(rgb[i] & 0xff, Math.max(rgb[i + 1] & 0xff, rgb[i + 2] & 0xff));
            double brighter = Math.min(1, largest / 255.0 + amount);
            for (int c = i; c < i + Picture.CHANNELS; c++) {
                double ratio = largest == 0 ? 1 : (double) (rgb[c] & 0xff) / largest; // black has no saturation
                rgb[c] = UnitRange.toByte(ratio * brighter);
            }
        }
    }
}
