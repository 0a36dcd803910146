package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.ImageRejectedException;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.limits.ImageSize;
import io.metaformer4j.vision.decode.pixels.RowColors;

/**
 * The header of a Windows or OS/2 bitmap.
 *
 * @param size width and height
 * @param topDown whether the first row of the file is the upper one
 * @param bits bits per pixel
 * @param runs how the pixels are compressed: 0 not at all, or {@link #RLE8} or {@link #RLE4}
 * @param pixels where the pixels start
 * @param colors how pixels become colours
 */
record BmpHeader(ImageSize size, boolean topDown, int bits, int runs, int pixels, RowColors colors) {

    static final int RLE8 = 1;
    static final int RLE4 = 2;

    private static final int PLAIN = 0;
    private static final int MASKS = 3;
    private static final int JPEG = 4;
    private static final int PNG = 5;

    private static final int INFO = 14;
    private static final int OS2_BYTES = 12;
    private static final int STANDARD_BYTES = 40;

    /** The palette of a bitmap that has more colours than pixels can name. */
    private static final int MOST_COLORS = 65_536;

    static BmpHeader read(EncodedImage image) {
        ByteReader reader = new ByteReader(image);
        int length = reader.i32Little(INFO);
        if (length == OS2_BYTES) {
            ImageSize size = new ImageSize(reader.u16Little(INFO + 4), reader.u16Little(INFO + 6));
            return of(image, reader, length, size, false, reader.u16Little(INFO + 10), PLAIN, 0);
        }
        if (length != STANDARD_BYTES
                && length != 52
                && length != 56
                && length != 64
                && length != 108
                && length != 124) {
            throw new ImageRejectedException(image.name(), "is a BMP with a header of an unknown kind");
        }
        int height = reader.i32Little(INFO + 8);
        ImageSize size = new ImageSize(reader.i32Little(INFO + 4), Math.abs(height));
        int bits = reader.u16Little(INFO + 14);
        int compression = reader.i32Little(INFO + 16);
        return of(image, reader, length, size, height < 0, bits, compression, reader.i32Little(INFO + 32));
    }

    private static BmpHeader of(
            EncodedImage image,
            ByteReader reader,
            int length,
            ImageSize size,
            boolean topDown,
            int bits,
            int compression,
            int colorCount) {
        boolean runs = (bits == 8 && compression == RLE8) || (bits == 4 && compression == RLE4);
        if (compression != PLAIN && compression != MASKS && !runs) {
            boolean embedded = compression == JPEG || compression == PNG;
            throw new ImageRejectedException(
                    image.name(),
                    embedded
                            ? "is a BMP around a " + (compression == JPEG ? "JPEG" : "PNG")
                                    + ", which nobody decodes; save it as PNG"
                            : "is a BMP of an unsupported kind (compression " + compression + " with " + bits
                                    + " bits per pixel); save it as PNG");
        }
        int behind = INFO + length;
        int masks = compression == MASKS && length == STANDARD_BYTES ? 12 : 0;
        int entry = length == OS2_BYTES ? 3 : 4;
        long named = colorCount == 0 ? 1L << Math.min(bits, 31) : Integer.toUnsignedLong(colorCount);
        int pixels = reader.i32Little(10);
        if (bits <= 8 && named > MOST_COLORS) {
            throw new ImageRejectedException(image.name(), "is broken: its header says " + named + " colours");
        }
        if (pixels == 0 || (pixels == behind && bits <= 8)) {
            pixels = behind + masks + (bits <= 8 ? entry * (int) named : 0);
        }
        if (pixels < 0 || pixels > image.length()) {
            throw new ImageRejectedException(image.name(), "is cut off: its pixels start behind its end");
        }
        RowColors colors = bits <= 8 && compression != MASKS
                ? palette(image, reader, bits, runs, behind, entry, (int) named)
                : direct(image, reader, bits, compression == MASKS, length);
        return new BmpHeader(size, topDown, bits, runs ? compression : PLAIN, pixels, colors);
    }

    private static RowColors palette(
            EncodedImage image, ByteReader reader, int bits, boolean runs, int at, int entryBytes, int count) {
        if (bits != 1 && bits != 4 && bits != 8) {
            throw unsupported(image, bits);
        }
        int[] colors = new int[1 << bits];
        for (int i = 0; i < Math.min(count, colors.length); i++) {
            colors[i] = reader.u24Little(at + i * entryBytes);
        }
        return RowColors.indexed(runs ? Byte.SIZE : bits, 1, colors); // runs decompress to bytes
    }

    private static RowColors direct(EncodedImage image, ByteReader reader, int bits, boolean hasMasks, int length) {
        if (!hasMasks) {
            return switch (bits) {
                case 16 -> RowColors.packed(5);
                case 24 -> RowColors.bytes(3, 2, 1, 0);
                case 32 -> RowColors.bytes(4, 2, 1, 0);
                default -> throw unsupported(image, bits);
            };
        }
        int masks = INFO + STANDARD_BYTES;
        int red = reader.i32Little(masks);
        int green = reader.i32Little(masks + 4);
        int blue = reader.i32Little(masks + 8);
        if (bits == 16 && red == 0xf800 && green == 0x7e0 && blue == 0x1f) {
            return RowColors.packed(6);
        }
        if (bits == 16 && red == 0x7c00 && green == 0x3e0 && blue == 0x1f) {
            return RowColors.packed(5);
        }
        if (bits == 24 && red == 0xff0000 && green == 0xff00 && blue == 0xff) {
            return RowColors.bytes(3, 2, 1, 0);
        }
        boolean none = red == 0 && green == 0 && blue == 0;
        if (bits == 32 && none && (length <= 52 || reader.i32Little(masks + 12) == 0)) {
            return RowColors.bytes(4, 2, 1, 0);
        }
        if (bits == 32
                && isByte(red)
                && isByte(green)
                && isByte(blue)
                && red != green
                && green != blue
                && red != blue) {
            return RowColors.bytes(4, place(red), place(green), place(blue));
        }
        throw new ImageRejectedException(
                image.name(),
                "is a BMP of an unsupported kind (" + bits + " bits with masks " + Integer.toHexString(red) + ", "
                        + Integer.toHexString(green) + ", " + Integer.toHexString(blue) + "); save it as PNG");
    }

    private static boolean isByte(int mask) {
        return mask == 0xff << (place(mask) * Byte.SIZE);
    }

    private static int place(int mask) {
        return Integer.numberOfTrailingZeros(mask) / Byte.SIZE & 3;
    }

    private static ImageRejectedException unsupported(EncodedImage image, int bits) {
        return new ImageRejectedException(
                image.name(), "is a BMP of an unsupported kind (" + bits + " bits per pixel); save it as PNG");
    }

    /** Bytes of all rows in the file, if they are not compressed; the last may lack what only fills it up. */
    long dataBytes() {
        return rowBytes() * (size.height() - 1L) + pixelBytes();
    }

    /** Bytes of the pixels of a row. */
    long pixelBytes() {
        return ((long) size.width() * bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** Bytes of a row in the file, if it is not compressed. */
    long rowBytes() {
        return ((long) size.width() * bits + 31) / 32 * 4;
    }
}
