package io.metaformer4j.vision.operation;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;

/**
 * Paints a square around a random pixel in one colour ("Improved Regularization of Convolutional Neural Networks with
 * Cutout", arXiv:1708.04552). The square may reach over the border, where it is clipped.
 *
 * @param side width and height of the square in pixels
 * @param red red value of the square, 0 to 255
 * @param green green value of the square, 0 to 255
 * @param blue blue value of the square, 0 to 255
 */
public record Cutout(int side, int red, int green, int blue) implements PictureOperation {

    /** Checks that the square is not empty and its colour is one. */
    public Cutout {
        if (side < 1) {
            throw new MetaFormerException("side of the cutout is " + side + "; it must be at least 1 pixel");
        }
        if (Math.min(red, Math.min(green, blue)) < 0 || Math.max(red, Math.max(green, blue)) > 255) {
            throw new MetaFormerException(
                    "color of the cutout is (" + red + ", " + green + ", " + blue + "); each value must be 0 to 255");
        }
    }

    /**
     * A square of the mean colour, which is about 0 after normalisation.
     *
     * @param side width and height of the square in pixels
     * @param input whose mean is taken
     * @return the operation
     */
    public static Cutout ofMean(int side, Preprocessing input) {
        return new Cutout(side, mean(input, 0), mean(input, 1), mean(input, 2));
    }

    private static int mean(Preprocessing input, int channel) {
        return (int) Math.max(0, Math.min(255, Math.rint(255 * input.colorMean(channel))));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.cutout(this);
    }

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        int top = random.integer(0, canvas.height() - 1) - side / 2;
        int left = random.integer(0, canvas.width() - 1) - side / 2;
        int bottom = Math.min(canvas.height(), top + side);
        int right = Math.min(canvas.width(), left + side);
        byte[] rgb = canvas.rgb();
        for (int y = Math.max(0, top); y < bottom; y++) {
            for (int x = Math.max(0, left); x < right; x++) {
                int at = (y * canvas.width() + x) * Picture.CHANNELS;
                rgb[at] = (byte) red;
                rgb[at + 1] = (byte) green;
                rgb[at + 2] = (byte) blue;
            }
        }
    }
}
