package io.metaformer4j.vision.operation;

import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.operation.pixel.HueRotation;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * Changes brightness, contrast and saturation, each by a random factor from {@code max(0, 1 - x)} to {@code 1 + x}, and turns
 * the hue, in random order, as {@code torchvision.transforms.ColorJitter} does; timm's {@code --color-jitter x} is the first
 * three with the same {@code x}.
 *
 * @param brightness range of the brightness factor around 1, 0 for none
 * @param contrast range of the contrast factor around 1, 0 for none
 * @param saturation range of the saturation factor around 1, 0 for none
 * @param hue largest part of a whole turn of the hue in either direction, at most 0.5; 0 for none
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue)
        implements PictureOperation {

    /** Checks that no range is negative, and the turn at most a half. */
    public ColorJitter {
        if (!(brightness >= 0 && contrast >= 0 && saturation >= 0)) {
            throw new MetaFormerException("color jitter of brightness " + brightness + ", contrast " + contrast
                    + ", saturation " + saturation + " must not be negative");
        }
        if (!(hue >= 0 && hue <= 0.5)) {
            throw new MetaFormerException("color jitter of hue " + hue + " must be from 0 to 0.5, half a turn");
        }
    }

    /**
     * The hue stays as it is.
     *
     * @param brightness range of the brightness factor around 1, 0 for none
     * @param contrast range of the contrast factor around 1, 0 for none
     * @param saturation range of the saturation factor around 1, 0 for none
     */
    public ColorJitter(double brightness, double contrast, double saturation) {
        this(brightness, contrast, saturation, 0);
    }

    /**
     * The same range for all three, and no other hue.
     *
     * @param range timm's {@code --color-jitter}, for instance 0.4
     * @return the operation
     */
    public static ColorJitter of(double range) {
        return new ColorJitter(range, range, range);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.colorJitter(this);
    }

    @Override
    public boolean movesPixels() {
        return false;
    }

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        if (hue > 0) {
            applyAll(canvas, random);
            return;
        }
        int first = random.integer(0, 2);
        int second = (first + random.integer(1, 2)) % 3;
        apply(first, canvas, random);
        apply(second, canvas, random);
        apply(3 - first - second, canvas, random);
    }

    /** All four in an order that is drawn; three of them have draws from before there was the fourth. */
    private void applyAll(Canvas canvas, RandomSource random) {
        int[] order = {0, 1, 2, 3};
        for (int i = order.length - 1; i >= 0; i--) {
            int other = random.integer(0, i);
            int next = order[other];
            order[other] = order[i];
            apply(next, canvas, random);
        }
    }

    private void apply(int which, Canvas canvas, RandomSource random) {
        switch (which) {
            case 0 -> {
                if (brightness > 0) {
                    ColorEnhancement.brightness(canvas.rgb(), factor(brightness, random));
                }
            }
            case 1 -> {
                if (contrast > 0) {
                    ColorEnhancement.contrast(canvas.rgb(), factor(contrast, random));
                }
            }
            case 2 -> {
                if (saturation > 0) {
                    ColorEnhancement.saturation(canvas.rgb(), factor(saturation, random));
                }
            }
            default -> HueRotation.rotate(canvas.rgb(), random.uniform(-hue, hue));
        }
    }

    private static double factor(double range, RandomSource random) {
        return random.uniform(Math.max(0, 1 - range), 1 + range);
    }
}
