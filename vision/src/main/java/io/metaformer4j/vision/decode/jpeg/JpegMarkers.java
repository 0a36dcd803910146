package io.metaformer4j.vision.decode.jpeg;

import io.metaformer4j.vision.EncodedImage;

/** Goes from marker to marker of a JPEG. What lies between them, the entropy-coded data of scans, is passed over undecoded. */
final class JpegMarkers {

    /** There are no more markers. */
    static final int NONE = -1;

    private final byte[] bytes;
    private final int offset;
    private final int end;
    private int at;
    private int behind;

    /**
     * Starts anywhere in a file.
     *
     * @param image the file
     * @param from a position in a scan, or of a marker
     */
    JpegMarkers(EncodedImage image, int from) {
        this.bytes = image.bytes();
        this.offset = image.offset();
        this.end = offset + image.length();
        this.behind = offset + from;
    }

    /** The second byte of the next marker, or {@link #NONE}. */
    int next() {
        at = behind;
        while (at < end - 1 && bytes[at] != (byte) 0xff) {
            at++;
        }
        if (at >= end - 1) {
            behind = end;
            return NONE;
        }
        int marker = bytes[at + 1] & 0xff;
        behind = behind(marker);
        return marker;
    }

    /** Where the marker is that was found last. */
    int position() {
        return at - offset;
    }

    /** Behind the segment of a marker, or behind a marker that stands alone. */
    private int behind(int marker) {
        boolean hasLength = marker >= 0xc0 && marker < 0xff && (marker & 0xf8) != 0xd0;
        if (hasLength && at + 3 < end) {
            return at + 2 + ((bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff));
        }
        return at + (marker == 0xff ? 1 : 2);
    }
}
