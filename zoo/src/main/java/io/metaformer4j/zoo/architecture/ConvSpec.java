package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * A strided convolution with bias that shrinks the map.
 *
 * @param kernel side of the kernel
 * @param stride step in both directions
 * @param padding zeros added on each side
 */
public record ConvSpec(int kernel, int stride, int padding) {

    /** The stem of every published model: 7x7, stride 4, padding 2. */
    public static final ConvSpec STEM = new ConvSpec(7, 4, 2);

    /** The downsampling of every published model: 3x3, stride 2, padding 1. */
    public static final ConvSpec DOWNSAMPLING = new ConvSpec(3, 2, 1);

    public ConvSpec {
        if (kernel < 1 || stride < 1 || padding < 0) {
            throw new MetaFormerException("convolution of kernel " + kernel + ", stride " + stride + ", padding "
                    + padding + " needs a positive kernel and stride and no negative padding");
        }
    }

    /**
     * Length of a side after the convolution.
     *
     * @param side length before, in positions
     * @return {@code floor((side + 2 padding - kernel) / stride) + 1}, or a value below 1 if the side is too short
     */
    public int outputSide(int side) {
        return Math.toIntExact(Math.floorDiv((long) side + 2L * padding - kernel, stride) + 1);
    }
}
