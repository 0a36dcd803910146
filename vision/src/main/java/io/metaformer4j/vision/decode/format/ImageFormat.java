package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The kinds of image files that can be decoded. */
public enum ImageFormat {
    /** JPEG: baseline, extended or progressive, 8 bits, gray, YCbCr, RGB, CMYK or YCCK. */
    JPEG,
    /** PNG of all colour types and depths. */
    PNG,
    /** GIF; the first frame. */
    GIF,
    /** Windows bitmap, also with run lengths; not around a JPEG or PNG. */
    BMP,
    /** WebP, lossy or lossless; the first frame. */
    WEBP,
    /**
     * TIFF: gray, RGB, palette or CMYK, plain or compressed by LZW, deflate, PackBits, JPEG or as a fax, in strips or
     * tiles; the first page.
     */
    TIFF;

    /**
     * What people call the kind.
     *
     * @return for instance {@code WebP}
     */
    public String title() {
        return this == WEBP ? "WebP" : name();
    }

    /**
     * Tells the kind of a file from its first bytes.
     *
     * @param image the encoded image
     * @return the kind, or nothing if it is none of these
     */
    public static Optional<ImageFormat> sniff(EncodedImage image) {
        if (starts(image, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (starts(image, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (starts(image, 0, "GIF87a") || starts(image, 0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (starts(image, 0, "RIFF") && starts(image, 8, "WEBP")) {
            return Optional.of(WEBP);
        }
        if (starts(image, 0, "BM")) {
            return Optional.of(BMP);
        }
        if (starts(image, 0, "II*\0") || starts(image, 0, "MM\0*")) {
            return Optional.of(TIFF);
        }
        return Optional.empty();
    }

    /** Whether bytes of a file, each written as a character, are at a position. */
    static boolean starts(EncodedImage image, int at, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (image.length() < at + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (image.bytes()[image.offset() + at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
