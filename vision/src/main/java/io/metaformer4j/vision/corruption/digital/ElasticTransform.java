package io.metaformer4j.vision.corruption.digital;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.RandomSource;

/**
 * ImageNet-C's elastic transform (after Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural Networks Applied
 * to Visual Document Analysis", 2003): first the whole picture is moved, turned and sheared at random, then each of its
 * places on its own, by two smoothed fields of random numbers.
 *
 * <p>The numbers are shares of 244 pixels, which the reference takes for the side of pictures of 224. What happens to a square of
 * 224 happens to pictures of any other size in proportion, each side by itself: the deformation is drawn for the square, and
 * stretched to the picture.
 *
 * @param strength by how much the smoothed fields are multiplied
 * @param smoothness standard deviation of the Gaussian that smooths them
 * @param shift how far three points of the picture go at most when it is moved as a whole
 */
public record ElasticTransform(double strength, double smoothness, double shift) implements PictureOperation {

    /** What the reference multiplies its numbers by. */
    private static final double LENGTH = 244;

    @Override
    public void apply(Canvas canvas, RandomSource random) {
        AffineMove move = AffineMove.draw(shift * LENGTH, random);
        double amount = strength * LENGTH;
        double sigma = smoothness * LENGTH;
        DisplacementField right = DisplacementField.draw(amount, sigma, random);
        DisplacementField down = DisplacementField.draw(amount, sigma, random);
        FloatPicture.of(canvas).moved(move).displace(right, down, canvas.rgb());
    }
}
