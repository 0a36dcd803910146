package io.metaformer4j.vision.decode.jpeg;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.bytes.Orientation;
import io.metaformer4j.vision.decode.limits.ImageSize;
import java.util.List;

/**
 * What a JPEG file says about itself before its first scan.
 *
 * @param frame marker of the frame: 0xC0 baseline, 0xC1 extended, 0xC2 progressive
 * @param size width and height
 * @param components identifiers and sampling factors
 * @param colors how components become colours
 * @param orientation EXIF orientation, 1 to 8; 1 if the file has none
 * @param segments where the tables and the frame header are, without the application's and comment segments
 * @param scan position of the marker of the first scan
 */
public record JpegHeader(
        int frame,
        ImageSize size,
        List<Component> components,
        JpegColors colors,
        Orientation orientation,
        List<Segment> segments,
        int scan) {

    /**
     * A component of the frame.
     *
     * @param id identifier
     * @param horizontal horizontal sampling factor
     * @param vertical vertical sampling factor
     * @param table number of its quantisation table
     */
    public record Component(int id, int horizontal, int vertical, int table) {}

    /**
     * A marker segment.
     *
     * @param marker its marker's second byte
     * @param start position of its marker
     * @param length bytes with the marker
     */
    public record Segment(int marker, int start, int length) {}

    /**
     * How much must follow the pixels' data if the end marker is missing. Pillow refuses such a file if it runs out of
     * bytes while it fills a buffer of 57 to 64 bits.
     */
    public static final int UNREAD_BYTES = 8;

    static final int BASELINE = 0xc0;
    static final int EXTENDED = 0xc1;
    static final int PROGRESSIVE = 0xc2;

    /** Marker of Huffman tables (DHT). */
    public static final int HUFFMAN_TABLES = 0xc4;

    /** Marker of the end of the image (EOI). */
    public static final int END = 0xd9;

    static final int SCAN = 0xda;

    /** Marker of quantisation tables (DQT). */
    public static final int QUANTISATION_TABLES = 0xdb;

    /** Marker of the restart interval (DRI). */
    public static final int RESTART_INTERVAL = 0xdd;

    /** The same with another meaning of the components. */
    public JpegHeader withColors(JpegColors meaning) {
        return new JpegHeader(frame, size, components, meaning, orientation, segments, scan);
    }

    /** Whether a marker may come before a scan. */
    static boolean isKnown(int marker) {
        return isBetweenScans(marker) || (marker >= 0xc0 && marker <= 0xcf);
    }

    /** Whether a marker may come after a scan that holds everything. libjpeg gives up at any other. */
    private static boolean isBetweenScans(int marker) {
        boolean tables =
                marker == HUFFMAN_TABLES || marker == 0xcc || (marker >= QUANTISATION_TABLES && marker <= 0xdd);
        boolean skipped = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
        boolean alone = marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7) || marker == 0xff;
        return tables || skipped || alone;
    }

    /**
     * Rejects a file in which something else than its end follows its only scan.
     *
     * @param image the file
     * @param from a position in the scan
     */
    public static void requireOneScan(EncodedImage image, int from) {
        JpegMarkers markers = new JpegMarkers(image, from);
        for (int marker = markers.next(); marker != JpegMarkers.NONE && marker != END; marker = markers.next()) {
            if (!isBetweenScans(marker)) {
                throw new ImageRejectedException(
                        image.name(),
                        "is broken: a marker 0x" + Integer.toHexString(marker) + " follows its last scan");
            }
        }
    }

    /**
     * Reads the segments before the first scan.
     *
     * @throws io.metaformer4j.vision.ImageRejectedException if they are broken or cut off
     */
    public static JpegHeader parse(EncodedImage image) {
        return new JpegHeaderParser(image).parse();
    }

    /**
     * Whether the file goes on until its end-of-image marker. Entropy-coded data are passed over
     * without decoding; whatever follows the marker does not matter.
     *
     * @param image the file
     * @param from a position in the first scan, or where it starts
     * @return whether there is an end marker
     */
    public static boolean hasEnd(EncodedImage image, int from) {
        JpegMarkers markers = new JpegMarkers(image, from);
        int marker = markers.next();
        while (marker != JpegMarkers.NONE && marker != END) {
            marker = markers.next();
        }
        return marker == END;
    }

    /** Whether a block comes in one piece. */
    public boolean isSequential() {
        return frame == BASELINE || frame == EXTENDED;
    }

    /** Whether the first scan holds everything. */
    public boolean hasOneScan(EncodedImage image) {
        return isSequential() && new ByteReader(image).u8(scan + 4) == components.size();
    }

    /** How many blocks of 8x8 coefficients all components have. */
    public long blocks() {
        return components.stream().mapToLong(this::blocks).sum();
    }

    /** How many blocks the components with an identifier have. */
    public long blocks(int id) {
        return components.stream()
                .filter(component -> component.id() == id)
                .mapToLong(this::blocks)
                .sum();
    }

    private long blocks(Component component) {
        int wide = Math.max(
                1, components.stream().mapToInt(Component::horizontal).max().orElse(1));
        int high = Math.max(
                1, components.stream().mapToInt(Component::vertical).max().orElse(1));
        long unitsAcross = (size.width() + 8L * wide - 1) / (8L * wide);
        long unitsDown = (size.height() + 8L * high - 1) / (8L * high);
        return unitsAcross * unitsDown * component.horizontal() * component.vertical();
    }

    /** Whether all sampling factors are from 1 to 4, as the standard demands. */
    public boolean hasLegalSampling() {
        return components.stream()
                .allMatch(c -> c.horizontal() >= 1 && c.horizontal() <= 4 && c.vertical() >= 1 && c.vertical() <= 4);
    }

    /** Rejects kinds of JPEG that common decoders do not support either. */
    public void requireSupported(String imageName) {
        if (!isSequential() && frame != PROGRESSIVE) {
            throw new ImageRejectedException(
                    imageName,
                    "is a JPEG of an unsupported kind (frame marker 0x" + Integer.toHexString(frame)
                            + ": lossless, hierarchical or arithmetic coding); save it as baseline JPEG");
        }
    }
}
