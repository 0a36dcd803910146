package io.metaformer4j.vision.decode.format;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.Region;
import io.metaformer4j.vision.decode.bytes.BrokenDataException;
import io.metaformer4j.vision.decode.bytes.ByteReader;
import io.metaformer4j.vision.decode.bytes.ByteSource;
import io.metaformer4j.vision.decode.bytes.LzwSource;
import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.limits.DecodeOptions.Truncation;
import io.metaformer4j.vision.decode.limits.ImageSize;
import io.metaformer4j.vision.decode.limits.RegionOfInterest;
import io.metaformer4j.vision.decode.pixels.DecodeMemory;
import io.metaformer4j.vision.decode.pixels.RegionPixels;
import io.metaformer4j.vision.decode.pixels.RowColors;

/**
 * Decodes the first frame of a GIF onto the whole screen of the file, as Pillow does: what the frame leaves free has the
 * transparent colour if there is one, else the first of the palette.
 */
public final class GifCodec {

    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int IMAGE = 0x2c;
    private static final int END = 0x3b;
    private static final int INTERLACED = 0x40;

    private static final int[] FIRST_ROWS = {0, 4, 2, 1};
    private static final int[] ROW_STEPS = {8, 8, 4, 2};

    /**
     * The first frame.
     *
     * @param screen size of the picture
     * @param x column of the frame's left edge
     * @param y row of the frame's upper edge
     * @param size size of the frame
     * @param interlaced whether its rows come in four passes
     * @param colors what the positions mean
     * @param background 0xRRGGBB of what the frame leaves free
     * @param data where the pixels start
     */
    private record Frame(
            ImageSize screen,
            int x,
            int y,
            ImageSize size,
            boolean interlaced,
            RowColors colors,
            int background,
            int data) {}

    /** Decodes the wanted region; the pixels belong to the workspace. */
    public Picture decode(EncodedImage image, RegionOfInterest roi, DecodeBudget budget, DecodeMemory workspace) {
        ByteReader reader = new ByteReader(image);
        Frame frame = frame(reader, budget);
        budget.requireSize(frame.screen());
        Region region = frame.screen().choose(roi);
        budget.requireMemory((long) Picture.CHANNELS * region.width() * region.height() + image.length());
        boolean strict = budget.options().truncation() == Truncation.REFUSE;
        long frameBytes = (long) frame.size().width() * frame.size().height();
        if (strict && frameBytes > (long) LzwSource.EXPANSION * (image.length() - frame.data())) {
            throw cutOff(budget);
        }
        RegionPixels pixels = new RegionPixels(region, frame.colors(), workspace);
        pixels.fill(frame.background());
        try {
            boolean whole = decode(frame, source(image, reader, frame, budget), pixels, budget);
            if (!whole && strict) {
                throw cutOff(budget);
            }
        } catch (BrokenDataException e) {
            if (strict) {
                throw budget.rejected("is broken (" + e.getMessage() + ")");
            }
        }
        return pixels.picture();
    }

    private static RuntimeException cutOff(DecodeBudget budget) {
        return budget.rejected("is broken or cut off: the GIF's data end before its last row");
    }

    /** The pixels' codes, without the lengths of the blocks that they lie in. */
    private static ByteSource source(EncodedImage image, ByteReader reader, Frame frame, DecodeBudget budget) {
        int literalBits = reader.u8(frame.data());
        if (literalBits < 1 || literalBits > Byte.SIZE) {
            throw budget.rejected("is broken: its colours have " + literalBits + " bits");
        }
        byte[] codes = new byte[image.length() - frame.data()];
        int length = 0;
        int at = frame.data() + 1;
        while (at < image.length() && reader.u8(at) != 0) {
            int block = Math.min(reader.u8(at), image.length() - at - 1);
            System.arraycopy(image.bytes(), image.offset() + at + 1, codes, length, block);
            length += block;
            at += 1 + block;
        }
        return LzwSource.ofGif(codes, length, literalBits);
    }

    private static boolean decode(Frame frame, ByteSource source, RegionPixels pixels, DecodeBudget budget) {
        byte[] row = new byte[frame.size().width()];
        int passes = frame.interlaced() ? FIRST_ROWS.length : 1;
        for (int pass = 0; pass < passes; pass++) {
            int step = frame.interlaced() ? ROW_STEPS[pass] : 1;
            for (int y = frame.interlaced() ? FIRST_ROWS[pass] : 0;
                    y < frame.size().height();
                    y += step) {
                budget.requireTime();
                if (source.read(row, 0, row.length) < row.length) {
                    return false;
                }
                pixels.put(frame.y() + y, frame.x(), row.length, row, 0);
            }
        }
        return true;
    }

    private static Frame frame(ByteReader reader, DecodeBudget budget) {
        int flags = reader.u8(10);
        int globalPalette = 13;
        int globalColors = colorCount(flags);
        int at = globalPalette + 3 * globalColors;
        int transparent = 0;
        while (reader.u8(at) != IMAGE) {
            if (reader.u8(at) == END) {
                throw budget.rejected("is a GIF without a picture");
            }
            if (reader.u8(at) != EXTENSION) {
                at++; // as Pillow does
                continue;
            }
            if (reader.u8(at + 1) == GRAPHIC_CONTROL && (reader.u8(at + 3) & 1) != 0) {
                transparent = reader.u8(at + 6);
            }
            at = skipBlocks(reader, at + 2);
        }
        ImageSize size = new ImageSize(reader.u16Little(at + 5), reader.u16Little(at + 7));
        if (size.width() < 1 || size.height() < 1) {
            throw budget.rejected("has no pixels: its frame is " + size.width() + "x" + size.height());
        }
        int x = reader.u16Little(at + 1);
        int y = reader.u16Little(at + 3);
        ImageSize screen = new ImageSize(
                Math.max(reader.u16Little(6), x + size.width()), Math.max(reader.u16Little(8), y + size.height()));
        int frameFlags = reader.u8(at + 9);
        int localColors = colorCount(frameFlags);
        int palette = localColors > 0 ? at + 10 : globalPalette;
        int count = localColors > 0 ? localColors : globalColors;
        boolean interlaced = (frameFlags & INTERLACED) != 0;
        int data = at + 10 + 3 * localColors;
        int[] colors = colors(reader, palette, count);
        return new Frame(
                screen, x, y, size, interlaced, RowColors.indexed(Byte.SIZE, 1, colors), colors[transparent], data);
    }

    /** Positions without a colour are black; if there are no colours at all, positions are grays. */
    private static int[] colors(ByteReader reader, int palette, int count) {
        if (count == 0) {
            return RowColors.grays(Byte.SIZE, false);
        }
        int[] colors = new int[1 << Byte.SIZE];
        for (int i = 0; i < count; i++) {
            int at = palette + 3 * i;
            colors[i] = reader.u8(at) << 16 | reader.u8(at + 1) << 8 | reader.u8(at + 2);
        }
        return colors;
    }

    private static int colorCount(int flags) {
        return (flags & 0x80) == 0 ? 0 : 2 << (flags & 7);
    }

    private static int skipBlocks(ByteReader reader, int from) {
        int at = from;
        while (reader.u8(at) != 0) {
            at += 1 + reader.u8(at);
        }
        return at + 1;
    }
}
