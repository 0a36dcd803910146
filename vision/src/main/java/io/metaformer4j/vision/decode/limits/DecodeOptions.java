package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.decode.ImageDecoder;
import java.time.Duration;

/**
 * What an {@link ImageDecoder} accepts and how it treats it. An image beyond a limit is rejected with an
 * {@link ImageRejectedException}, before it costs more than the limit.
 *
 * @param maxPixels largest number of pixels (width times height) of an image, checked before pixels are allocated;
 *     standard: 89,478,485, where Pillow warns of a decompression bomb
 * @param maxSide largest width and height of an image in pixels; standard: 16,384
 * @param maxEncodedBytes largest size of an image file in bytes, wherever the bytes come from; standard: 32 MiB. Data sets
 *     read them before a decoder sees them and have a limit of their own, {@code maxSampleBytes} of their
 *     {@code DatasetOptions}
 * @param maxMemory how many bytes decoding an image may hold at the same time, its pixels included, on the heap and
 *     outside of it; estimated from the header; standard: 512 MiB
 * @param maxTime for how long a processor may work on an image file, and as long again for every 5 MB of it; standard: 5
 *     seconds. By the clock ten times as long, and no longer than this where the system does not tell how a processor worked
 * @param maxScans largest number of scans of a JPEG, each of which may go over the whole picture; ordinary progressive
 *     files have about 10; standard: 100
 * @param exifOrientation whether pictures are turned as their EXIF orientation says; the references (timm, torchvision)
 *     do not, so the standard is false. The orientation of a TIFF is always followed, as Pillow does
 * @param truncation what happens to images whose file ends early
 */
public record DecodeOptions(
        long maxPixels,
        int maxSide,
        int maxEncodedBytes,
        long maxMemory,
        Duration maxTime,
        int maxScans,
        boolean exifOrientation,
        Truncation truncation) {

    /** What happens to images whose file ends before all pixels are there. */
    public enum Truncation {
        /** The image is rejected, as Pillow does. */
        REFUSE,
        /** The missing pixels stay gray or black, as with Pillow's {@code LOAD_TRUNCATED_IMAGES}. */
        FILL
    }

    /** Checks that the limits are positive. */
    public DecodeOptions {
        if (maxPixels < 1 || maxSide < 1 || maxEncodedBytes < 1 || maxMemory < 1 || maxScans < 1) {
            throw new IllegalArgumentException("decode limits must be positive, but are " + maxPixels + " pixels, "
                    + maxSide + " pixels per side, " + maxEncodedBytes + " bytes, " + maxMemory
                    + " bytes of memory, " + maxScans + " scans");
        }
        if (maxTime.isNegative() || maxTime.isZero()) {
            throw new IllegalArgumentException("the time limit of decoding must be positive, but is " + maxTime);
        }
    }

    /**
     * The standard limits, orientation ignored, truncated images refused.
     *
     * @return the standard options
     */
    public static DecodeOptions standard() {
        return new DecodeOptions(
                89_478_485L, 16_384, 32 << 20, 512L << 20, Duration.ofSeconds(5), 100, false, Truncation.REFUSE);
    }

    /**
     * The same with other limits of size.
     *
     * @param pixels largest number of pixels of an image
     * @param side largest width and height of an image in pixels
     * @param encodedBytes largest size of an image file in bytes
     * @return the changed options
     */
    public DecodeOptions withLimits(long pixels, int side, int encodedBytes) {
        return new DecodeOptions(pixels, side, encodedBytes, maxMemory, maxTime, maxScans, exifOrientation, truncation);
    }

    /**
     * The same with other limits of work.
     *
     * @param memory how many bytes decoding an image may hold
     * @param time for how long a processor may work on an image, see {@link #maxTime}
     * @param scans largest number of scans of a JPEG
     * @return the changed options
     */
    public DecodeOptions withWork(long memory, Duration time, int scans) {
        return new DecodeOptions(maxPixels, maxSide, maxEncodedBytes, memory, time, scans, exifOrientation, truncation);
    }

    /**
     * The same, with or without the EXIF orientation applied.
     *
     * @param apply whether pictures are turned
     * @return the changed options
     */
    public DecodeOptions withExifOrientation(boolean apply) {
        return new DecodeOptions(maxPixels, maxSide, maxEncodedBytes, maxMemory, maxTime, maxScans, apply, truncation);
    }

    /**
     * The same with another treatment of truncated images.
     *
     * @param policy what happens to images whose file ends early
     * @return the changed options
     */
    public DecodeOptions withTruncation(Truncation policy) {
        return new DecodeOptions(
                maxPixels, maxSide, maxEncodedBytes, maxMemory, maxTime, maxScans, exifOrientation, policy);
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
