package io.metaformer4j.vision.decode.bytes;

import io.metaformer4j.vision.EncodedImage;
import java.util.Optional;

/** Finds the orientation in an EXIF segment; anything unreadable counts as absent. */
final class ExifReader {

    private static final int ORIENTATION_TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final String PREFIX = "Exif\0\0";

    private final ByteReader reader;
    private final int tiff;
    private final int end;
    private final boolean little;

    private ExifReader(ByteReader reader, int tiff, int end) {
        this.reader = reader;
        this.tiff = tiff;
        this.end = end;
        this.little = reader.tag(tiff, "II");
    }

    /**
     * Reads the orientation.
     *
     * @param image the file
     * @param at first byte of the segment's content
     * @param length bytes of content
     * @return the orientation, if the segment is EXIF and has one
     */
    static Optional<Orientation> orientation(EncodedImage image, int at, int length) {
        return new ByteReader(image).tag(at, PREFIX)
                ? ofTiff(image, at + PREFIX.length(), length - PREFIX.length())
                : Optional.empty();
    }

    /** The same where EXIF data come without the prefix that JPEG puts before them, or with it nevertheless. */
    static Optional<Orientation> ofTiff(EncodedImage image, int at, int length) {
        ByteReader reader = new ByteReader(image);
        if (reader.tag(at, PREFIX)) {
            return orientation(image, at, length);
        }
        if (!reader.tag(at, "II*\0") && !reader.tag(at, "MM\0*")) {
            return Optional.empty();
        }
        return new ExifReader(reader, at, Math.min(at + length, reader.length())).find();
    }

    private Optional<Orientation> find() {
        if (tiff + 8 > end) {
            return Optional.empty();
        }
        long directory = tiff + Integer.toUnsignedLong(little ? reader.i32Little(tiff + 4) : reader.i32(tiff + 4));
        if (directory + 2 > end) {
            return Optional.empty();
        }
        int entries = u16((int) directory);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) i * ENTRY_BYTES;
            if (entry + ENTRY_BYTES > end) {
                return Optional.empty();
            }
            if (u16((int) entry) == ORIENTATION_TAG) {
                return Orientation.ofExif(u16((int) entry + 8));
            }
        }
        return Optional.empty();
    }

    private int u16(int at) {
        return little ? reader.u16Little(at) : reader.u16(at);
    }
}
