package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/**
 * Cuts out a part of random area and aspect ratio and resizes it, the standard of ImageNet training.
 *
 * <p>Follows {@code RandomResizedCropAndInterpolation} of timm, with Python's rounding (halves to even); where timm's crop
 * would have no pixels (on pictures of one pixel), it has one.
 *
 * @param minScale smallest share of the picture's area, above 0
 * @param maxScale largest share of the picture's area, at most 1
 * @param minRatio smallest width over height of the part
 * @param maxRatio largest width over height of the part
 * @param interpolations filters of the resize; one of them is drawn for each picture
 */
public record RandomResizedCrop(
        double minScale, double maxScale, double minRatio, double maxRatio, List<Interpolation> interpolations)
        implements Cropping {

    /** How often a part that fits is sought before the centre is taken. */
    private static final int ATTEMPTS = 10;

    /** Checks the ranges. */
    public RandomResizedCrop {
        interpolations = List.copyOf(interpolations);
        if (!(minScale > 0 && minScale <= maxScale && maxScale <= 1)) {
            throw new MetaFormerException("scale of the random crop is " + minScale + " to " + maxScale
                    + "; it must ascend and lie above 0 and at most 1");
        }
        if (!(minRatio > 0 && minRatio <= maxRatio && Double.isFinite(maxRatio))) {
            throw new MetaFormerException("aspect ratio of the random crop is " + minRatio + " to " + maxRatio
                    + "; it must ascend and be positive");
        }
        if (interpolations.isEmpty()) {
            throw new MetaFormerException("the random crop has no interpolation; give at least one, such as bicubic");
        }
    }

    /**
     * The standard: 8 % to 100 % of the area, aspect ratio 3/4 to 4/3, bilinear or bicubic at random.
     *
     * @return the standard crop of ImageNet training
     */
    public static RandomResizedCrop standard() {
        return new RandomResizedCrop(0.08, 1, 3.0 / 4, 4.0 / 3, List.of(Interpolation.BILINEAR, Interpolation.BICUBIC));
    }

    /**
     * The same with another range of areas.
     *
     * @param min smallest share of the picture's area, above 0
     * @param max largest share of the picture's area, at most 1
     * @return the changed crop
     */
    public RandomResizedCrop withScale(double min, double max) {
        return new RandomResizedCrop(min, max, minRatio, maxRatio, interpolations);
    }

    /**
     * The same with one filter.
     *
     * @param interpolation the filter of every resize
     * @return the changed crop
     */
    public RandomResizedCrop withInterpolation(Interpolation interpolation) {
        return new RandomResizedCrop(minScale, maxScale, minRatio, maxRatio, List.of(interpolation));
    }

    /**
     * Draws the part of a picture that is kept.
     *
     * @param width width of the picture in pixels
     * @param height height of the picture in pixels
     * @param random source of the random numbers
     * @return a region inside the picture
     */
    public Region region(int width, int height, RandomSource random) {
        double area = (double) width * height;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = random.uniform(minScale, maxScale) * area;
            double ratio = Math.exp(random.uniform(Math.log(minRatio), Math.log(maxRatio)));
            int w = Math.max(1, (int) Math.rint(Math.sqrt(target * ratio)));
            int h = Math.max(1, (int) Math.rint(Math.sqrt(target / ratio)));
            if (w <= width && h <= height) {
                int y = random.integer(0, height - h);
                int x = random.integer(0, width - w);
                return new Region(x, y, w, h);
            }
        }
        return center(width, height);
    }

    /** The largest part in the centre whose aspect ratio is allowed. */
    private Region center(int width, int height) {
        double ratio = (double) width / height;
        int w = width;
        int h = height;
        if (ratio < minRatio) {
            h = Math.max(1, (int) Math.rint(width / minRatio));
        } else if (ratio > maxRatio) {
            w = Math.max(1, (int) Math.rint(height * maxRatio));
        }
        return new Region((width - w) / 2, (height - h) / 2, w, h);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.randomResizedCrop(this);
    }
}
