package io.metaformer4j.vision.resample;

import io.metaformer4j.vision.Region;

/**
 * The geometry of a resize: which part of which source becomes which size.
 *
 * @param sourceWidth width of the source picture in pixels
 * @param sourceHeight height of the source picture in pixels
 * @param box the part of the source that is resized
 * @param width width of the result in pixels
 * @param height height of the result in pixels
 */
public record Resize(int sourceWidth, int sourceHeight, SourceBox box, int width, int height) {

    /** Checks that all sides are positive and the box is inside the source. */
    public Resize {
        if (sourceWidth < 1 || sourceHeight < 1 || width < 1 || height < 1) {
            throw new IllegalArgumentException("cannot resize " + sourceWidth + "x" + sourceHeight + " to " + width
                    + "x" + height + ": sides must be at least 1");
        }
        if (box.right() > sourceWidth || box.bottom() > sourceHeight) {
            throw new IllegalArgumentException(
                    box + " is not inside the source of " + sourceWidth + "x" + sourceHeight);
        }
    }

    /**
     * The resize of a whole picture.
     *
     * @param sourceWidth width of the source picture in pixels
     * @param sourceHeight height of the source picture in pixels
     * @param width width of the result in pixels
     * @param height height of the result in pixels
     * @return the geometry
     */
    public static Resize whole(int sourceWidth, int sourceHeight, int width, int height) {
        return new Resize(sourceWidth, sourceHeight, SourceBox.whole(sourceWidth, sourceHeight), width, height);
    }

    /**
     * The resize of a region of a picture, as if it had been cut out first.
     *
     * <p>Filters see nothing outside the region. The source's coordinates are those of the region.
     *
     * @param region the region
     * @param width width of the result in pixels
     * @param height height of the result in pixels
     * @return the geometry
     */
    public static Resize ofRegion(Region region, int width, int height) {
        return whole(region.width(), region.height(), width, height);
    }

    /** The region of all pixels of the result. */
    public Region whole() {
        return Region.whole(width, height);
    }
}
