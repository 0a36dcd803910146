package io.metaformer4j.vision.operation;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.vision.random.SplitMix64;
import java.util.List;

/**
 * A change of a picture's pixels that keeps its size: an augmentation, which makes a training picture another one of the
 * same class, or a corruption, which makes a picture worse to see what a network makes of it.
 *
 * <p>Works on pictures of any size from 1x1. All randomness comes from the stream handed in, so equal seeds give equal
 * pictures. Implementations are immutable and safe for concurrent use.
 */
@FunctionalInterface
public interface PictureOperation {

    /** One method for each kind of operation that a training recipe can name, and one for all others. */
    interface Visitor<R> {
        R colorJitter(ColorJitter operation);

        R cutout(Cutout operation);

        R other(PictureOperation operation);
    }

    /**
     * Several operations as one, which draw from one stream of random numbers.
     *
     * @param operations in this order; none at all changes nothing
     * @return the operation; a failure of one of them is an {@link OperationFailedException} that names it
     */
    static PictureOperation sequence(List<PictureOperation> operations) {
        return new OperationSequence(operations);
    }

    /** Calls the visitor's method for this kind of operation. */
    default <R> R accept(Visitor<R> visitor) {
        return visitor.other(this);
    }

    /**
     * Whether what a picture shows may be in another place afterwards, for instance rotated, so that boxes and masks are no
     * longer about the same pixels.
     *
     * @return true, unless an operation knows better; false if it only changes or overwrites the values of pixels
     */
    default boolean movesPixels() {
        return true;
    }

    /**
     * Changes the picture on a canvas, in place.
     *
     * @param canvas the picture
     * @param random source of the random numbers
     */
    void apply(Canvas canvas, RandomSource random);

    /**
     * Makes a changed picture.
     *
     * @param picture the picture; only read
     * @param seed where the randomness comes from
     * @return a picture of its own, of the same size
     */
    default Picture apply(Picture picture, long seed) {
        Canvas canvas = Canvas.of(picture);
        apply(canvas, new SplitMix64(seed));
        return canvas.picture();
    }
}
