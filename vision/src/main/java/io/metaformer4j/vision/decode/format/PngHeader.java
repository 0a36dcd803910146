package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.bytes.ExifReader;
import io.metaformer4j.vision.decode.bytes.Orientation;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.ImageSize;
import io.metaformer4j.vision.decode.pixels.RowColors;
import java.util.zip.CRC32;

/**
 * What a PNG says about itself before its pixels. As in Pillow, checksums count up to there, and the checksum of the
 * compressed pixels after that.
 *
 * @param size width and height
 * @param depth bits per value
 * @param values values per pixel
 * @param interlaced whether the pixels come in the seven passes of Adam7
 * @param colors how pixels become colours
 * @param orientation what its EXIF chunk says
 * @param data position of the first chunk of pixels
 */
record PngHeader(
        ImageSize size,
        int depth,
        int values,
        boolean interlaced,
        RowColors colors,
        Orientation orientation,
        int data) {

    static final int CHUNK_HEADER = 8;
    static final int CHUNK_FRAME = 12;

    private static final int FIRST_CHUNK = 8;
    private static final int HEADER_BYTES = 13;

    private static final int GRAY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GRAY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;

    static PngHeader read(EncodedImage image, DecodeBudget budget) {
        ByteReader reader = new ByteReader(image);
        if (!reader.tag(FIRST_CHUNK + 4, "IHDR") || reader.i32(FIRST_CHUNK) != HEADER_BYTES) {
            throw budget.rejected("is broken: a PNG starts with a header of 13 bytes");
        }
        int at = FIRST_CHUNK;
        int palette = -1;
        Orientation orientation = Orientation.UPRIGHT;
        while (!reader.tag(at + 4, "IDAT")) {
            int length = length(reader, at, budget);
            requireChecksum(image, reader, at, length, budget);
            if (reader.tag(at + 4, "PLTE")) {
                palette = at;
            } else if (reader.tag(at + 4, "eXIf")) {
                orientation =
                        ExifReader.ofTiff(image, at + CHUNK_HEADER, length).orElse(orientation);
            } else if (reader.tag(at + 4, "IEND")) {
                throw budget.rejected("is a PNG without pixels");
            }
            at += CHUNK_FRAME + length;
        }
        int header = FIRST_CHUNK + CHUNK_HEADER;
        ImageSize size = new ImageSize(reader.i32(header), reader.i32(header + 4));
        int depth = reader.u8(header + 8);
        int type = reader.u8(header + 9);
        if (reader.u8(header + 11) != 0) {
            throw budget.rejected("is a PNG with an unknown filter method");
        }
        RowColors colors = type == PALETTE ? palette(reader, palette, depth, budget) : colors(depth, type, budget);
        return new PngHeader(size, depth, values(type), reader.u8(header + 12) != 0, colors, orientation, at);
    }

    /** The length of the chunk at a position, which must end inside of the file. */
    static int length(ByteReader reader, int at, DecodeBudget budget) {
        int length = reader.i32(at);
        if (length < 0 || length > reader.length() - at - CHUNK_FRAME) {
            throw budget.rejected("is broken or cut off: a chunk of the PNG goes on behind the end of the file");
        }
        return length;
    }

    private static void requireChecksum(
            EncodedImage image, ByteReader reader, int at, int length, DecodeBudget budget) {
        CRC32 checksum = new CRC32();
        checksum.update(image.bytes(), image.offset() + at + 4, length + 4);
        if ((int) checksum.getValue() != reader.i32(at + CHUNK_HEADER + length)) {
            throw budget.rejected("is broken: the checksum of a chunk of the PNG is wrong");
        }
    }

    private static int values(int type) {
        return switch (type) {
            case GRAY_ALPHA -> 2;
            case RGB -> 3;
            case RGB_ALPHA -> 4;
            default -> 1;
        };
    }

    private static RowColors palette(ByteReader reader, int chunk, int depth, DecodeBudget budget) {
        if (depth != 1 && depth != 2 && depth != 4 && depth != 8) {
            throw unknown(depth, PALETTE, budget);
        }
        if (chunk < 0) {
            throw budget.rejected("is broken: its palette is missing");
        }
        int[] colors = new int[1 << depth];
        int count = Math.min(colors.length, reader.i32(chunk) / 3);
        for (int i = 0; i < count; i++) {
            int at = chunk + CHUNK_HEADER + 3 * i;
            colors[i] = reader.u8(at) << 16 | reader.u8(at + 1) << 8 | reader.u8(at + 2);
        }
        return RowColors.indexed(depth, 1, colors);
    }

    private static RowColors colors(int depth, int type, DecodeBudget budget) {
        int[] grays = RowColors.grays(Math.min(depth == 0 ? 1 : depth, Byte.SIZE), false);
        if (type == GRAY && (depth == 1 || depth == 2 || depth == 4 || depth == 8)) {
            return RowColors.indexed(depth, 1, grays);
        }
        if (type == GRAY && depth == 16) {
            return RowColors.clipped(2, (data, at) -> (data[at] & 0xff) << Byte.SIZE | (data[at + 1] & 0xff));
        }
        if (depth != 8 && depth != 16) {
            throw unknown(depth, type, budget);
        }
        int step = depth / Byte.SIZE;
        return switch (type) {
            case GRAY_ALPHA -> RowColors.indexed(Byte.SIZE, 2 * step, grays);
            case RGB -> RowColors.bytes(3 * step, 0, step, 2 * step);
            case RGB_ALPHA -> RowColors.bytes(4 * step, 0, step, 2 * step);
            default -> throw unknown(depth, type, budget);
        };
    }

    private static RuntimeException unknown(int depth, int type, DecodeBudget budget) {
        return budget.rejected("is a PNG of an unknown kind (colour type " + type + " with " + depth + " bits)");
    }

    /** Bytes of a row of so many pixels. */
    int rowBytes(int pixels) {
        return (int) (((long) pixels * values * depth + Byte.SIZE - 1) / Byte.SIZE);
    }

    /** How many bytes before it the neighbour of a byte lies. */
    int pixelBytes() {
        return Math.max(1, values * depth / Byte.SIZE);
    }
}
