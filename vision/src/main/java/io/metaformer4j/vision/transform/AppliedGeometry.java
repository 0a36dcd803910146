package io.metaformer4j.vision.transform;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * Where in a picture the network's input comes from, so that what is known of places in the picture can follow it: a part of the
 * picture was resized, evenly in each direction, and perhaps mirrored.
 *
 * <p>Coordinates are continuous and in pixels: the pixel in column {@code x} reaches from {@code x} to {@code x + 1}, its centre
 * is at {@code x + 0.5}, and y goes downwards. Those of the picture are of the picture as it is decoded; a decoder that follows
 * an EXIF orientation turns it first. The part may reach over the edges of the picture, where the input is padded; pixels
 * that padding repeats count as outside.
 *
 * @param pictureWidth width of the decoded picture in pixels
 * @param pictureHeight height of the decoded picture in pixels
 * @param x left edge of the part that became the input, in pixels of the picture, negative if there is padding on the left
 * @param y upper edge of that part, negative if there is padding above
 * @param width width of that part, in pixels of the picture
 * @param height height of that part, in pixels of the picture
 * @param outputWidth width of the input in pixels
 * @param outputHeight height of the input in pixels
 * @param flippedHorizontally whether the part was then mirrored left to right
 * @param flippedVertically whether the part was then mirrored top to bottom
 * @param exact whether that is all; false if there are operations that may {@linkplain
 *     io.metaformer4j.vision.operation.PictureOperation#movesPixels() move pixels}, such as the rotations of a policy, which are
 *     no part of this
 */
public record AppliedGeometry(
        int pictureWidth,
        int pictureHeight,
        double x,
        double y,
        double width,
        double height,
        int outputWidth,
        int outputHeight,
        boolean flippedHorizontally,
        boolean flippedVertically,
        boolean exact) {

    /** Checks that picture, part and input have an extent. */
    public AppliedGeometry {
        boolean pixels = pictureWidth > 0 && pictureHeight > 0 && outputWidth > 0 && outputHeight > 0;
        if (!pixels || !(width > 0 && height > 0 && Double.isFinite(x + y + width + height))) {
            throw new IllegalArgumentException("part of " + width + "x" + height + " at (" + x + ", " + y
                    + ") of a picture of " + pictureWidth + "x" + pictureHeight + " cannot become an input of "
                    + outputWidth + "x" + outputHeight + "; give finite numbers and positive sides");
        }
    }

    /**
     * That of a picture that is the input as it is.
     *
     * @param width width of both in pixels
     * @param height height of both in pixels
     * @return the geometry, which maps each point to itself
     */
    public static AppliedGeometry whole(int width, int height) {
        return of(width, height, 0, 0, width, height, width, height);
    }

    /** That of a part without flips and operations. */
    static AppliedGeometry of(
            int pictureWidth,
            int pictureHeight,
            double x,
            double y,
            double width,
            double height,
            int outputWidth,
            int outputHeight) {
        return new AppliedGeometry(
                pictureWidth, pictureHeight, x, y, width, height, outputWidth, outputHeight, false, false, true);
    }

    /** The same with the input mirrored once more, and with operations on it unless they leave pixels where they are. */
    AppliedGeometry then(boolean horizontalFlip, boolean verticalFlip, boolean pixelsStay) {
        if (!horizontalFlip && !verticalFlip && pixelsStay) {
            return this;
        }
        return new AppliedGeometry(
                pictureWidth,
                pictureHeight,
                x,
                y,
                width,
                height,
                outputWidth,
                outputHeight,
                flippedHorizontally ^ horizontalFlip,
                flippedVertically ^ verticalFlip,
                exact && pixelsStay);
    }

    /**
     * Where a column of the picture is in the input.
     *
     * @param pictureX x of a point, in pixels of the picture
     * @return its x in pixels of the input; below 0 or above {@link #outputWidth()} if it was cropped away
     */
    public double outputX(double pictureX) {
        double at = (pictureX - x) * outputWidth / width;
        return flippedHorizontally ? outputWidth - at : at;
    }

    /**
     * Where a row of the picture is in the input.
     *
     * @param pictureY y of a point, in pixels of the picture
     * @return its y in pixels of the input; below 0 or above {@link #outputHeight()} if it was cropped away
     */
    public double outputY(double pictureY) {
        double at = (pictureY - y) * outputHeight / height;
        return flippedVertically ? outputHeight - at : at;
    }

    /**
     * Where a column of the input comes from, the inverse of {@link #outputX}.
     *
     * @param inputX x of a point, in pixels of the input
     * @return its x in pixels of the picture; outside of the picture where the input is padded
     */
    public double pictureX(double inputX) {
        double at = flippedHorizontally ? outputWidth - inputX : inputX;
        return x + at * width / outputWidth;
    }

    /**
     * Where a row of the input comes from, the inverse of {@link #outputY}.
     *
     * @param inputY y of a point, in pixels of the input
     * @return its y in pixels of the picture; outside of the picture where the input is padded
     */
    public double pictureY(double inputY) {
        double at = flippedVertically ? outputHeight - inputY : inputY;
        return y + at * height / outputHeight;
    }

    /**
     * How much of a rectangle of the picture is in the input.
     *
     * @param left smallest x, in pixels of the picture
     * @param top smallest y
     * @param right largest x
     * @param bottom largest y
     * @return share of its area, 0 to 1; 0 if it has none
     */
    public double share(double left, double top, double right, double bottom) {
        double columns = Math.min(right, x + width) - Math.max(left, x);
        double rows = Math.min(bottom, y + height) - Math.max(top, y);
        return columns > 0 && rows > 0 ? columns / (right - left) * (rows / (bottom - top)) : 0;
    }

    /**
     * Refuses to speak of places where they are not known.
     *
     * @throws MetaFormerException if this is not {@linkplain #exact() exact}
     */
    public void requireExact() {
        if (!exact) {
            throw new MetaFormerException("operations on the pictures may have moved their pixels, and boxes and masks"
                    + " cannot follow; leave out policies that rotate, shear or translate, or take one that does not,"
                    + " such as 3a");
        }
    }
}
