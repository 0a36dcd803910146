package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.Region;

/** Says which part of an image is needed, once its size is known and before its pixels are decoded. */
@FunctionalInterface
public interface RegionOfInterest {

    /** Takes the whole image. */
    RegionOfInterest WHOLE = Region::whole;

    /**
     * Chooses a part.
     *
     * @param width width of the image in pixels
     * @param height height of the image in pixels
     * @return the region to decode, inside the image
     */
    Region choose(int width, int height);
}
