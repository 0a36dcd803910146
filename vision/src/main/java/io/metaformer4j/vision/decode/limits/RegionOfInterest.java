package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.Region;

/** The part of an image to decode, chosen once its size is known and before its pixels are decoded. */
@FunctionalInterface
public interface RegionOfInterest {

    /** The whole image. */
    RegionOfInterest WHOLE = Region::whole;

    /**
     * Chooses the region.
     *
     * @param width width of the image in pixels
     * @param height height of the image in pixels
     * @return the region to decode, inside the image
     */
    Region choose(int width, int height);
}
