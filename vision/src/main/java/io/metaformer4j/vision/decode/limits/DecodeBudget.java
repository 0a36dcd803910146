package io.metaformer4j.vision.decode.limits;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import java.util.Locale;

/** What decoding one image may cost, and how much of the time is gone. Confine to one thread. */
public final class DecodeBudget {

    private static final long MEGABYTE = 1_000_000;

    /** Encoders go over a block at most about 8 times. */
    private static final int ORDINARY_SCANS = 12;

    /** How many blocks can be gone over in a second even on a slow machine. */
    private static final long FEW_VISITS = 4_000_000;

    private final String name;
    private final DecodeOptions options;
    private final DecodeTimer timer;
    private long scans;

    /** The budget of one image; its time starts now. */
    public DecodeBudget(EncodedImage image, DecodeOptions options) {
        this.name = image.name();
        this.options = options;
        this.timer = DecodeTimer.of(image.length(), options);
    }

    /** The limits that it keeps. */
    public DecodeOptions options() {
        return options;
    }

    /** Rejects an image that is too large, or that has no pixels. */
    public void requireSize(ImageSize size) {
        options.check(name, size);
    }

    /** {@link #requireMemory(long, long)} of an image for which nothing is held outside of the heap. */
    public void requireMemory(long heapBytes) {
        requireMemory(heapBytes, 0);
    }

    /**
     * Rejects an image that needs too much memory, before any of it is allocated.
     *
     * @param heapBytes what is held on Java's heap at the same time
     * @param nativeBytes what is held outside of it
     */
    public void requireMemory(long heapBytes, long nativeBytes) {
        if (heapBytes + nativeBytes > options.maxMemory()) {
            throw rejected("needs " + megabytes(heapBytes + nativeBytes) + " MB to be decoded, but the limit is "
                    + megabytes(options.maxMemory()) + " MB; scale it down");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (heapBytes > heap - heap / 4) {
            throw rejected("needs " + megabytes(heapBytes) + " MB of Java's heap to be decoded, which has "
                    + megabytes(heap) + " MB; scale it down or give Java a larger heap (-Xmx)");
        }
    }

    private static long megabytes(long bytes) {
        return Math.round((double) bytes / MEGABYTE);
    }

    /**
     * Rejects a JPEG of too many scans, or a TIFF of too many of them in its strips or tiles.
     *
     * @param more how many scans one more JPEG has
     * @param blocks how many blocks of 8x8 values it has
     * @param visits how many blocks its scans go over
     * @param jpegs how many JPEGs the image consists of
     */
    public void requireScans(int more, long blocks, long visits, int jpegs) {
        scans += more;
        if (more > options.maxScans()
                || scans > Math.max(options.maxScans(), (long) ORDINARY_SCANS * jpegs)
                || visits > Math.max(FEW_VISITS, ORDINARY_SCANS * blocks)) {
            throw rejected("is a JPEG of at least " + more
                    + " scans, which take too long to decode; save it again in an ordinary form");
        }
    }

    /** Stops decoding that takes too long; called so often that little is decoded in between. */
    public void requireTime() {
        if (timer.isOver()) {
            throw rejected(String.format(
                    Locale.ROOT,
                    "takes more than %.1f s to decode; save it again in an ordinary form, or scale it down",
                    timer.limitSeconds()));
        }
    }

    /** The error that names the image and gives a reason. */
    public ImageRejectedException rejected(String reason) {
        return new ImageRejectedException(name, reason);
    }
}
