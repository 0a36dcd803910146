package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.ImageRejectedException;

/**
 * What an {@link ImageDecoder} accepts and how it treats it.
 *
 * @param maxPixels largest number of pixels (width times height) of an image, checked before pixels are allocated
 * @param maxSide largest width and height of an image in pixels
 * @param maxEncodedBytes largest size of an image file in bytes
 * @param exifOrientation whether pictures are turned as their EXIF orientation says; the references (timm, torchvision)
 *     do not, so the standard is false
 * @param truncation what happens to images whose file ends early
 */
public record DecodeOptions(
        long maxPixels, int maxSide, int maxEncodedBytes, boolean exifOrientation, Truncation truncation) {

    /** What happens to images whose file ends before all pixels are there. */
    public enum Truncation {
        /** The image is rejected, as Pillow does. */
        REFUSE,
        /** The missing pixels stay gray or black, as with Pillow's {@code LOAD_TRUNCATED_IMAGES}. */
        FILL
    }

    /** Checks that the limits are positive. */
    public DecodeOptions {
        if (maxPixels < 1 || maxSide < 1 || maxEncodedBytes < 1) {
            throw new IllegalArgumentException("decode limits must be positive, but are " + maxPixels + " pixels, "
                    + maxSide + " pixels per side, " + maxEncodedBytes + " bytes");
        }
    }

    /**
     * The standard: at most 89,478,485 pixels (where Pillow warns of a decompression bomb), 16,384 pixels per side, files
     * of at most 32 MiB, orientation ignored, truncated images refused.
     *
     * @return the standard options
     */
    public static DecodeOptions standard() {
        return new DecodeOptions(89_478_485L, 16_384, 32 << 20, false, Truncation.REFUSE);
    }

    /**
     * The same with other limits.
     *
     * @param pixels largest number of pixels of an image
     * @param side largest width and height of an image in pixels
     * @param encodedBytes largest size of an image file in bytes
     * @return the changed options
     */
    public DecodeOptions withLimits(long pixels, int side, int encodedBytes) {
        return new DecodeOptions(pixels, side, encodedBytes, exifOrientation, truncation);
    }

    /**
     * The same, with or without the EXIF orientation applied.
     *
     * @param apply whether pictures are turned
     * @return the changed options
     */
    public DecodeOptions withExifOrientation(boolean apply) {
        return new DecodeOptions(maxPixels, maxSide, maxEncodedBytes, apply, truncation);
    }

    /**
     * The same with another treatment of truncated images.
     *
     * @param policy what happens to images whose file ends early
     * @return the changed options
     */
    public DecodeOptions withTruncation(Truncation policy) {
        return new DecodeOptions(maxPixels, maxSide, maxEncodedBytes, exifOrientation, policy);
    }

    /** Rejects images that are too large, or that have no pixels. */
    void check(String imageName, ImageSize size) {
        if (size.width() < 1 || size.height() < 1) {
            throw new ImageRejectedException(
                    imageName, "has no pixels: its header says " + size.width() + "x" + size.height());
        }
        if (size.width() > maxSide || size.height() > maxSide) {
            throw new ImageRejectedException(
                    imageName,
                    "is " + size.width() + "x" + size.height() + " pixels, but the limit is " + maxSide
                            + " per side; scale it down");
        }
        if ((long) size.width() * size.height() > maxPixels) {
            throw new ImageRejectedException(
                    imageName,
                    "has " + (long) size.width() * size.height() + " pixels, but the limit is " + maxPixels
                            + "; scale it down");
        }
    }
}
