package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.Region;

/**
 * The size of an image as its header says.
 *
 * @param width width in pixels
 * @param height height in pixels
 */
public record ImageSize(int width, int height) {

    /** The region of interest of an image of this size, which must lie inside it. */
    public Region choose(RegionOfInterest roi) {
        Region region = roi.choose(width, height);
        if (!region.fitsIn(width, height)) {
            throw new IllegalArgumentException(region + " is not inside the image of " + width + "x" + height);
        }
        return region;
    }

    /** The size of the picture turned by a quarter. */
    public ImageSize swapped() {
        return new ImageSize(/* width= */ height, /* height= */ width);
    }
}
