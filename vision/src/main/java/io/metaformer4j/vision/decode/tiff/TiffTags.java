package io.metaformer4j.vision.decode.tiff;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The numbers in the first directory of a TIFF file (TIFF 6.0, section 2). */
final class TiffTags {

    static final int WIDTH = 256;
    static final int LENGTH = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int FILL_ORDER = 266;
    static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANAR = 284;
    static final int GROUP_3_OPTIONS = 292;
    static final int GROUP_4_OPTIONS = 293;
    static final int PREDICTOR = 317;
    static final int COLOR_MAP = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_LENGTH = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int JPEG_TABLES = 347;

    /** What says how the pixels lie in the file. */
    private static final Set<Integer> KNOWN = Set.of(
            WIDTH,
            LENGTH,
            BITS,
            COMPRESSION,
            PHOTOMETRIC,
            FILL_ORDER,
            STRIP_OFFSETS,
            SAMPLES,
            ROWS_PER_STRIP,
            STRIP_BYTES,
            PLANAR,
            PREDICTOR,
            COLOR_MAP,
            TILE_WIDTH,
            TILE_LENGTH,
            TILE_OFFSETS,
            TILE_BYTES,
            EXTRA_SAMPLES,
            SAMPLE_FORMAT,
            JPEG_TABLES);

    private static final int ENTRY_BYTES = 12;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;

    /**
     * A part of the file.
     *
     * @param from position of the first byte
     * @param to position behind the last
     */
    record Place(int from, int to) {}

    private record Entry(int type, int count, int position) {}

    private final ByteReader reader;
    private final DecodeBudget budget;
    private final boolean little;
    private final Map<Integer, Entry> entries = new HashMap<>();

    private TiffTags(ByteReader reader, DecodeBudget budget) {
        this.reader = reader;
        this.budget = budget;
        this.little = reader.tag(0, "II");
    }

    static TiffTags read(EncodedImage image, DecodeBudget budget) {
        TiffTags tags = new TiffTags(new ByteReader(image), budget);
        tags.readDirectory();
        return tags;
    }

    private void readDirectory() {
        long directory = u32(4);
        if (directory > reader.length() - 2) {
            throw budget.rejected("is cut off: its TIFF directory lies behind its end");
        }
        int count = u16((int) directory);
        for (int i = 0; i < count; i++) {
            int at = (int) directory + 2 + i * ENTRY_BYTES;
            int type = u16(at + 2);
            long values = u32(at + 4);
            int bytes = bytes(type);
            if (bytes == 0) {
                continue; // no number that describes the pixels
            }
            long position = values * bytes <= 4 ? at + 8L : u32(at + 8);
            if (position + values * bytes > reader.length()) {
                if (KNOWN.contains(u16(at))) {
                    throw budget.rejected("is broken or cut off: values of its TIFF directory lie behind its end");
                }
                continue;
            }
            entries.putIfAbsent(u16(at), new Entry(type, (int) values, (int) position));
        }
    }

    private static int bytes(int type) {
        return switch (type) {
            case BYTE, UNDEFINED -> 1;
            case SHORT -> 2;
            case LONG -> 4;
            default -> 0;
        };
    }

    private int u16(int at) {
        return little ? reader.u16Little(at) : reader.u16(at);
    }

    private long u32(int at) {
        return Integer.toUnsignedLong(little ? reader.i32Little(at) : reader.i32(at));
    }

    boolean isLittleEndian() {
        return little;
    }

    /** How many numbers a tag has; 0 if it is not there. */
    int count(int tag) {
        return entries.containsKey(tag) ? entries.get(tag).count() : 0;
    }

    /** One number of a tag. */
    long value(int tag, int index) {
        Entry entry = entries.get(tag);
        int at = entry.position() + index * bytes(entry.type());
        return switch (entry.type()) {
            case SHORT -> u16(at);
            case LONG -> u32(at);
            default -> reader.u8(at);
        };
    }

    /** The first number of a tag, or what stands for it if the tag is not there; at most the largest int. */
    int number(int tag, int standard) {
        return count(tag) == 0 ? standard : (int) Math.min(Integer.MAX_VALUE, value(tag, 0));
    }

    /** Where the bytes of a tag lie, for tags of bytes. */
    Optional<Place> range(int tag) {
        Entry entry = entries.get(tag);
        return entry == null || bytes(entry.type()) != 1
                ? Optional.empty()
                : Optional.of(new Place(entry.position(), entry.position() + entry.count()));
    }
}
