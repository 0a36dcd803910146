package io.metaformer4j.training.recipe;

import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.augment.auto.AutomaticAugmentation;
import io.metaformer4j.vision.augment.auto.AutomaticSettings;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.transform.Augmentation;
import io.metaformer4j.vision.transform.Cropping;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How training pictures are varied, whatever the model.
 *
 * @param cropping how a picture gets the size of the network's input
 * @param horizontalFlip probability of mirroring left to right
 * @param verticalFlip probability of mirroring top to bottom
 * @param automatic a policy that draws changes of the pixels, which come before the other operations
 * @param operations changes of the pixels, in this order
 * @param erasing boxes that are overwritten after normalisation; where pictures are mixed, behind that, as timm's loader does
 * @param mixing whether pictures and labels of a batch are mixed
 */
public record AugmentationRecipe(
        Cropping cropping,
        double horizontalFlip,
        double verticalFlip,
        Optional<AutomaticAugmentation> automatic,
        List<PictureOperation> operations,
        Optional<RandomErasing> erasing,
        Optional<Mixup> mixing) {

    public AugmentationRecipe {
        operations = List.copyOf(operations);
        if (automatic.isPresent()) {
            AutomaticSettings.requireFilters(filters(cropping));
        }
    }

    /**
     * A crop and half of the pictures mirrored left to right.
     *
     * @param cropping how pictures get the size of the network's input
     * @return the plain augmentation
     */
    public static AugmentationRecipe cropAndFlip(Cropping cropping) {
        return new AugmentationRecipe(
                cropping, 0.5, 0, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * The same with another policy.
     *
     * @param policy what draws changes of the pixels, or empty for none
     * @return the changed augmentation
     */
    public AugmentationRecipe withAutomatic(Optional<AutomaticAugmentation> policy) {
        return new AugmentationRecipe(cropping, horizontalFlip, verticalFlip, policy, operations, erasing, mixing);
    }

    /**
     * The same with other changes of the pixels.
     *
     * @param changes in this order
     * @return the changed augmentation
     */
    public AugmentationRecipe withOperations(List<PictureOperation> changes) {
        return new AugmentationRecipe(cropping, horizontalFlip, verticalFlip, automatic, changes, erasing, mixing);
    }

    /**
     * The same with other flips.
     *
     * @param horizontal probability of mirroring left to right
     * @param vertical probability of mirroring top to bottom
     * @return the changed augmentation
     */
    public AugmentationRecipe withFlips(double horizontal, double vertical) {
        return new AugmentationRecipe(cropping, horizontal, vertical, automatic, operations, erasing, mixing);
    }

    /**
     * The same with boxes overwritten.
     *
     * @param boxes how, or empty for none
     * @return the changed augmentation
     */
    public AugmentationRecipe withErasing(Optional<RandomErasing> boxes) {
        return new AugmentationRecipe(cropping, horizontalFlip, verticalFlip, automatic, operations, boxes, mixing);
    }

    /**
     * The same with pictures mixed.
     *
     * @param mixup how, or empty for none
     * @return the changed augmentation
     */
    public AugmentationRecipe withMixing(Optional<Mixup> mixup) {
        return new AugmentationRecipe(cropping, horizontalFlip, verticalFlip, automatic, operations, erasing, mixup);
    }

    /**
     * Checks that each picture can be seen in several ways at once.
     *
     * @param views how many
     * @throws MetaFormerException if the views would be alike, or be mixed with other pictures
     */
    public void requireViews(int views) {
        if (views > 1 && mixing.isPresent()) {
            throw new MetaFormerException("several views of a picture cannot be mixed with other pictures, because the"
                    + " first is to stay clean; leave out either mixing or the views");
        }
        if (views > 1 && automatic.isEmpty() && operations.isEmpty()) {
            throw new MetaFormerException(
                    "nothing tells the views of a picture apart; add an automatic augmentation, for"
                            + " instance augmix-m5");
        }
    }

    /**
     * What happens to each picture of a model before it meets the others of its batch: everything but the mixing, and the erasing
     * if that comes behind it.
     *
     * @param input size, mean and standard deviation of the model's input
     * @return the augmentation of single pictures
     */
    public Augmentation of(Preprocessing input) {
        List<PictureOperation> all = new ArrayList<>();
        automatic.ifPresent(policy -> all.add(policy.operation(AutomaticSettings.of(input, filters(cropping)))));
        all.addAll(operations);
        Optional<RandomErasing> alone = mixing.isPresent() ? Optional.empty() : erasing;
        return new Augmentation(input, cropping, horizontalFlip, verticalFlip, all, alone);
    }

    /**
     * What is erased from the pictures of a batch when they have been mixed.
     *
     * @return empty if nothing is, or {@link #of} has it
     */
    public Optional<RandomErasing> erasingBehindMixing() {
        return mixing.isPresent() ? erasing : Optional.empty();
    }

    /** The filters of the crop also warp; those of a crop that resizes nothing are the usual ones. */
    private static List<Interpolation> filters(Cropping cropping) {
        return cropping.accept(new Cropping.Visitor<>() {
            @Override
            public List<Interpolation> randomResizedCrop(RandomResizedCrop crop) {
                return crop.interpolations();
            }

            @Override
            public List<Interpolation> paddedCrop(PaddedCrop crop) {
                return RandomResizedCrop.standard().interpolations();
            }
        });
    }
}
