package io.metaformer4j.vision.decode.jpeg;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.bytes.ExifReader;
import io.metaformer4j.vision.decode.bytes.Orientation;
import io.metaformer4j.vision.decode.jpeg.JpegHeader.Component;
import io.metaformer4j.vision.decode.jpeg.JpegHeader.Segment;
import io.metaformer4j.vision.decode.limits.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the marker segments of a JPEG file (ITU-T T.81, annex B) up to its first scan. */
final class JpegHeaderParser {

    private final EncodedImage image;
    private final ByteReader reader;
    private final List<Segment> segments = new ArrayList<>();
    private Optional<Segment> frame = Optional.empty();
    private boolean jfif;
    private int adobeTransform = JpegColors.NO_ADOBE;
    private Orientation orientation = Orientation.UPRIGHT;

    JpegHeaderParser(EncodedImage image) {
        this.image = image;
        this.reader = new ByteReader(image);
    }

    JpegHeader parse() {
        int at = 2;
        while (true) {
            at = nextMarker(at);
            int marker = reader.u8(at + 1);
            if (marker == JpegHeader.END) {
                throw rejected("is a JPEG without pixels");
            }
            if (marker == JpegHeader.SCAN) {
                return header(at);
            }
            if (!isStandalone(marker)) {
                int length = Math.max(isSkipped(marker) ? 4 : 0, 2 + reader.u16(at + 2));
                note(new Segment(marker, at, length));
                at += length;
            } else {
                at += 2;
            }
        }
    }

    /** The position of the last 0xFF before a marker's code; bytes that belong to no segment are passed over. */
    private int nextMarker(int from) {
        int at = from;
        while (reader.u8(at) != 0xff || reader.u8(at + 1) == 0xff || reader.u8(at + 1) == 0) {
            at++;
        }
        return at;
    }

    private static boolean isStandalone(int marker) {
        return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    }

    /** Whether a segment is for applications or a comment: a length that is too small does not matter there. */
    private static boolean isSkipped(int marker) {
        return (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
    }

    private void note(Segment segment) {
        int marker = segment.marker();
        if (segment.length() < 4) {
            throw rejected("is broken: a marker segment has no length");
        }
        if (marker == 0xe0) {
            jfif |= segment.length() >= 18 && reader.tag(segment.start() + 4, "JFIF\0");
        } else if (marker == 0xe1) {
            orientation = ExifReader.orientation(image, segment.start() + 4, segment.length() - 4)
                    .orElse(orientation);
        } else if (marker == 0xee) {
            if (segment.length() >= 16 && reader.tag(segment.start() + 4, "Adobe")) {
                adobeTransform = reader.u8(segment.start() + 15);
            }
        } else if (!isSkipped(marker)) {
            if (!JpegHeader.isKnown(marker)) {
                throw rejected("is broken: it has an unknown marker 0x" + Integer.toHexString(marker));
            }
            if (isFrame(marker)) {
                if (frame.isPresent()) {
                    throw rejected("is broken: it has two frame headers");
                }
                frame = Optional.of(segment);
            }
            segments.add(segment);
        }
    }

    /** SOF markers: C0 to CF without the tables DHT (C4) and DAC (CC) and the reserved JPG (C8). */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private JpegHeader header(int scan) {
        Segment segment = frame.orElseThrow(() -> rejected("is broken: a scan comes before the frame header"));
        int at = segment.start() + 4;
        int precision = reader.u8(at);
        if (precision != 8) {
            throw rejected("is a JPEG of " + precision + " bits per value, but only 8 are supported");
        }
        ImageSize size = new ImageSize(reader.u16(at + 3), reader.u16(at + 1));
        int count = reader.u8(at + 5);
        if (segment.length() < 10 + 3 * count) {
            throw rejected("is broken: its frame header is too short for " + count + " components");
        }
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int entry = at + 6 + 3 * i;
            int sampling = reader.u8(entry + 1);
            components.add(new Component(reader.u8(entry), sampling >> 4, sampling & 15, reader.u8(entry + 2)));
        }
        JpegColors colors = JpegColors.of(components, jfif, adobeTransform)
                .orElseThrow(() -> rejected("is a JPEG of " + count + " components, but 1, 3 or 4 are supported"));
        return new JpegHeader(segment.marker(), size, components, colors, orientation, segments, scan);
    }

    private ImageRejectedException rejected(String reason) {
        return new ImageRejectedException(image.name(), reason);
    }
}
