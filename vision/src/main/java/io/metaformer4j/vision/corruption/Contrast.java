package io.metaformer4j.vision.corruption;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.field.UnitRange;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * ImageNet-C's loss of contrast: {@code mean + factor * (value - mean)}, with the mean of each channel over the picture.
 *
 * @param factor what is left of the contrast, 0 (one colour) to 1 (the picture itself)
 */
public record Contrast(double factor) implements PictureOperation {

    /** Checks the factor. */
    public Contrast {
        if (!(factor >= 0 && factor <= 1)) {
            throw new MetaFormerException("factor of the contrast is " + factor + "; it must be 0 to 1");
        }
    }

    /**
     * The corruption of ImageNet-C.
     *
     * @param severity how severe
     * @return the operation
     */
    public static Contrast of(Severity severity) {
        return new Contrast(severity.of(0.4, 0.3, 0.2, 0.1, 0.05));
    }

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        byte[] rgb = canvas.rgb();
        for (int c = 0; c < Picture.CHANNELS; c++) {
            double mean = mean(rgb, c);
            for (int i = c; i < rgb.length; i += Picture.CHANNELS) {
                double value = (rgb[i] & 0xff) / 255.0;
                rgb[i] = UnitRange.toByte((value - mean) * factor + mean);
            }
        }
    }

    /** Mean of a channel, scaled to 0..1. */
    private static double mean(byte[] rgb, int channel) {
        long sum = 0;
        for (int i = channel; i < rgb.length; i += Picture.CHANNELS) {
            sum += rgb[i] & 0xff;
        }
        int pixels = rgb.length / Picture.CHANNELS;
        return sum / 255.0 / pixels;
    }
}
