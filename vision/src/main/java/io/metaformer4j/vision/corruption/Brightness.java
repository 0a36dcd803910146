package io.metaformer4j.vision.corruption;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.HsvPixel;
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

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        byte[] rgb = canvas.rgb();
        HsvPixel pixel = new HsvPixel();
        for (int i = 0; i < rgb.length; i += Picture.CHANNELS) {
            pixel.read(rgb, i);
            pixel.brighten(amount);
            pixel.write(rgb, i);
        }
    }
}
