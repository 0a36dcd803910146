package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.Region;

/**
 * The size of an image as its header says.
 *
 * @param width width in pixels
 * @param height height in pixels
 */
record ImageSize(int width, int height) {

    /** Asks a rule for the part that is needed, and checks the answer. */
    Region choose(RegionOfInterest rule) {
        Region region = rule.choose(width, height);
        if (!region.fitsIn(width, height)) {
            throw new IllegalArgumentException(region + " is not inside the image of " + width + "x" + height);
        }
        return region;
    }

    /** The size of the picture turned by a quarter. */
    ImageSize swapped() {
        return new ImageSize(/* width= */ height, /* height= */ width);
    }
}
