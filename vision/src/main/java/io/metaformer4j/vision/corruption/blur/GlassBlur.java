package io.metaformer4j.vision.corruption.blur;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's glass blur: a Gaussian blur, then pixels that take the place of near ones, and the blur again. The reference
 * means to exchange two pixels and copies one over the other, because both are views of the same array; so does this. It
 * goes from the lower right to the upper left, and leaves a margin of {@code reach} pixels on each side; a picture without room
 * for that is only blurred.
 *
 * @param sigma standard deviation of the blur in pixels, above 0
 * @param reach largest distance of the pixel that is copied, along each side
 * @param passes how often the pixels are gone through
 */
public record GlassBlur(double sigma, int reach, int passes) implements PictureOperation {

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        GaussianBlur blur = new GaussianBlur(sigma);
        blur.apply(canvas, random);
        for (int pass = 0; pass < passes; pass++) {
            copyPixels(canvas, random);
        }
        blur.apply(canvas, random);
    }

    private void copyPixels(Canvas canvas, RandomSource random) {
        byte[] rgb = canvas.rgb();
        int width = canvas.width();
        for (int y = canvas.height() - reach; y > reach; y--) {
            for (int x = width - reach; x > reach; x--) {
                int right = random.integer(-reach, reach - 1);
                int down = random.integer(-reach, reach - 1);
                int to = (y * width + x) * Picture.CHANNELS;
                int from = to + (down * width + right) * Picture.CHANNELS;
                rgb[to] = rgb[from];
                rgb[to + 1] = rgb[from + 1];
                rgb[to + 2] = rgb[from + 2];
            }
        }
    }
}
