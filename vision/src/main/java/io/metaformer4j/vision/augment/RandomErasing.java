package io.metaformer4j.vision.augment;

import io.metaformer4j.vision.ImageBatch;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Overwrites random boxes of a normalised picture ("Random Erasing Data Augmentation", arXiv:1708.04896), as timm's
 * {@code RandomErasing} does. Boxes are smaller than the picture in both directions.
 *
 * @param probability how many of the pictures are changed, 0 to 1
 * @param minArea smallest share of the picture's area per box (of one box)
 * @param maxArea largest share of the picture's area per box (of one box)
 * @param minAspect smallest height over width of a box; the largest is its inverse
 * @param maxBoxes a picture gets 1 to this many boxes, each smaller accordingly
 * @param fill what the boxes are filled with
 */
public record RandomErasing(
        double probability, double minArea, double maxArea, double minAspect, int maxBoxes, Fill fill) {

    /** How often a box that fits is sought. */
    private static final int ATTEMPTS = 10;

    /** What boxes are filled with. */
    public enum Fill {
        /** Zero after normalisation: the mean colour. */
        CONST,
        /** One random normal colour per box. */
        RAND,
        /** Random normal values. */
        PIXEL
    }

    /** Checks the ranges. */
    public RandomErasing {
        if (!(probability >= 0 && probability <= 1)) {
            throw new MetaFormerException("probability of random erasing is " + probability + "; it must be 0 to 1");
        }
        if (!(minArea > 0 && minArea <= maxArea && maxArea <= 1)) {
            throw new MetaFormerException("area of random erasing is " + minArea + " to " + maxArea
                    + "; it must ascend and lie above 0 and at most 1");
        }
        if (!(minAspect > 0 && minAspect <= 1) || maxBoxes < 1) {
            throw new MetaFormerException("random erasing has the smallest aspect ratio " + minAspect + " and "
                    + maxBoxes + " boxes; the ratio must be above 0 and at most 1, the boxes at least 1");
        }
    }

    /**
     * timm's default ranges: one box of 2 % to a third of the area, aspect ratio 0.3 to 1 / 0.3.
     *
     * @param probability how many of the pictures are changed, 0 to 1
     * @param fill what the box is filled with
     * @return the erasing
     */
    public static RandomErasing of(double probability, Fill fill) {
        return new RandomErasing(probability, 0.02, 1.0 / 3, 0.3, 1, fill);
    }

    /**
     * Erases boxes of a picture, or not.
     *
     * @param batch normalised floats, {@code [N, C, H, W]}
     * @param index which picture of the batch, 0 to N - 1
     * @param random source of the random numbers
     * @throws MetaFormerException if the batch is of another layout than {@link ImageBatch.Layout#FLOAT32_NCHW}
     * @throws IndexOutOfBoundsException if there is no such picture
     */
    public void apply(ImageBatch batch, int index, RandomSource random) {
        ChannelPlanes.require(batch, "random erasing");
        Objects.checkIndex(index, batch.size());
        if (!random.chance(probability)) {
            return;
        }
        int boxes = maxBoxes == 1 ? 1 : random.integer(1, maxBoxes);
        for (int i = 0; i < boxes; i++) {
            eraseBox(batch, index, boxes, random);
        }
    }

    private void eraseBox(ImageBatch batch, int index, int boxes, RandomSource random) {
        int height = batch.height();
        int width = batch.width();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = random.uniform(minArea, maxArea) * height * width / boxes;
            double aspect = Math.exp(random.uniform(Math.log(minAspect), Math.log(1 / minAspect)));
            int h = (int) Math.rint(Math.sqrt(target * aspect));
            int w = (int) Math.rint(Math.sqrt(target / aspect));
            if (w < width && h < height) {
                int top = random.integer(0, height - h);
                int left = random.integer(0, width - w);
                fill(batch, index, new Box(top, left, h, w), random);
                return;
            }
        }
    }

    private record Box(int top, int left, int height, int width) {}

    private void fill(ImageBatch batch, int index, Box box, RandomSource random) {
        float[] row = new float[box.width()];
        for (int c = 0; c < batch.channels(); c++) {
            if (fill == Fill.RAND) {
                Arrays.fill(row, (float) random.gaussian());
            }
            for (int y = box.top(); y < box.top() + box.height(); y++) {
                if (fill == Fill.PIXEL) {
                    fillNormal(row, random);
                }
                int at = (c * batch.height() + y) * batch.width() + box.left();
                batch.putFloats(index, at, row, 0, row.length);
            }
        }
    }

    private static void fillNormal(float[] row, RandomSource random) {
        for (int x = 0; x < row.length; x++) {
            row[x] = (float) random.gaussian();
        }
    }
}
