package io.metaformer4j.vision.operation;

import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * Changes brightness, contrast and saturation in random order, each by a random factor from {@code max(0, 1 - x)} to
 * {@code 1 + x}, as {@code torchvision.transforms.ColorJitter} does without hue; timm's {@code --color-jitter x} is all
 * three with the same {@code x}.
 *
 * @param brightness range of the brightness factor around 1, 0 for none
 * @param contrast range of the contrast factor around 1, 0 for none
 * @param saturation range of the saturation factor around 1, 0 for none
 */
public record ColorJitter(double brightness, double contrast, double saturation) implements PictureOperation {

    /** Checks that no range is negative. */
    public ColorJitter {
        if (!(brightness >= 0 && contrast >= 0 && saturation >= 0)) {
            throw new MetaFormerException("color jitter of brightness " + brightness + ", contrast " + contrast
                    + ", saturation " + saturation + " must not be negative");
        }
    }

    /**
     * The same range for all three.
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
    public void apply(Canvas canvas, RandomSource random) {
        int first = random.integer(0, 2);
        int second = (first + random.integer(1, 2)) % 3;
        apply(first, canvas, random);
        apply(second, canvas, random);
        apply(3 - first - second, canvas, random);
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
            default -> {
                if (saturation > 0) {
                    ColorEnhancement.saturation(canvas.rgb(), factor(saturation, random));
                }
            }
        }
    }

    private static double factor(double range, RandomSource random) {
        return random.uniform(Math.max(0, 1 - range), 1 + range);
    }
}
