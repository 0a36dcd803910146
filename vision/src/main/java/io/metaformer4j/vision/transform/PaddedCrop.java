package io.metaformer4j.vision.transform;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * Pads the picture on all sides and cuts out the network's input at random, the standard of CIFAR training; nothing is
 * resized. Follows {@code torchvision.transforms.RandomCrop(size, padding)}.
 *
 * @param padding pixels added to each side, 0 or more
 * @param border what the added pixels are
 */
public record PaddedCrop(int padding, Border border) implements Cropping {

    /** What lies outside of a picture. */
    public enum Border {
        /** Black, before normalisation. */
        ZERO,
        /** The picture mirrored at its outermost pixels, which are not repeated. */
        REFLECT,
        /** The outermost pixels repeated. */
        EDGE
    }

    /** Checks that the padding is not negative. */
    public PaddedCrop {
        if (padding < 0) {
            throw new MetaFormerException("padding of the random crop is " + padding + "; it must be 0 or more");
        }
    }

    /**
     * The crop of CIFAR training: 4 black pixels on each side.
     *
     * @return the standard crop of pictures of 32x32
     */
    public static PaddedCrop standard() {
        return new PaddedCrop(4, Border.ZERO);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.paddedCrop(this);
    }
}
