package io.metaformer4j.vision.transform;

import io.metaformer4j.vision.augment.PictureOperation;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;
import java.util.Optional;

/**
 * What happens to a training picture, from top to bottom.
 *
 * @param input size of the network's input, mean and standard deviation; the rest of it is for evaluation
 * @param cropping how the picture gets that size
 * @param horizontalFlip probability of mirroring left to right
 * @param verticalFlip probability of mirroring top to bottom
 * @param operations changes of the pixels, in this order
 * @param erasing boxes that are overwritten after normalisation
 */
public record Augmentation(
        Preprocessing input,
        Cropping cropping,
        double horizontalFlip,
        double verticalFlip,
        List<PictureOperation> operations,
        Optional<RandomErasing> erasing) {

    /** Checks the probabilities. */
    public Augmentation {
        operations = List.copyOf(operations);
        if (!(horizontalFlip >= 0 && horizontalFlip <= 1 && verticalFlip >= 0 && verticalFlip <= 1)) {
            throw new MetaFormerException("probabilities of flips are " + horizontalFlip + " (horizontal) and "
                    + verticalFlip + " (vertical); they must be 0 to 1");
        }
    }

    /**
     * A crop and half of the pictures mirrored left to right.
     *
     * @param input size of the network's input, mean and standard deviation
     * @param cropping how pictures get that size
     * @return the plain augmentation
     */
    public static Augmentation cropAndFlip(Preprocessing input, Cropping cropping) {
        return new Augmentation(input, cropping, 0.5, 0, List.of(), Optional.empty());
    }

    /**
     * The same with other flips.
     *
     * @param horizontal probability of mirroring left to right
     * @param vertical probability of mirroring top to bottom
     * @return the changed augmentation
     */
    public Augmentation withFlips(double horizontal, double vertical) {
        return new Augmentation(input, cropping, horizontal, vertical, operations, erasing);
    }

    /**
     * The same with these changes of the pixels instead of its own.
     *
     * @param changes in this order
     * @return the changed augmentation
     */
    public Augmentation withOperations(List<PictureOperation> changes) {
        return new Augmentation(input, cropping, horizontalFlip, verticalFlip, changes, erasing);
    }

    /**
     * The same with boxes overwritten.
     *
     * @param boxes how
     * @return the changed augmentation
     */
    public Augmentation withErasing(RandomErasing boxes) {
        return new Augmentation(input, cropping, horizontalFlip, verticalFlip, operations, Optional.of(boxes));
    }
}
