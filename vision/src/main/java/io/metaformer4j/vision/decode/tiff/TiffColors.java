package io.metaformer4j.vision.decode.tiff;

import io.metaformer4j.vision.decode.limits.DecodeBudget;
import io.metaformer4j.vision.decode.pixels.RowColors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How the values of a TIFF become colours; the kinds that Pillow knows. */
final class TiffColors {

    private static final int SIGNED = 2;
    private static final int REAL = 3;
    private static final int ASSOCIATED_ALPHA = 1;

    private final TiffTags tags;
    private final TiffLayout layout;
    private final DecodeBudget budget;

    private TiffColors(TiffTags tags, TiffLayout layout, DecodeBudget budget) {
        this.tags = tags;
        this.layout = layout;
        this.budget = budget;
    }

    static RowColors of(TiffTags tags, TiffLayout layout, DecodeBudget budget) {
        return new TiffColors(tags, layout, budget).colors();
    }

    private RowColors colors() {
        int bits = layout.bits();
        int samples = layout.samples();
        boolean packs = bits == 1 || bits == 2 || bits == 4;
        boolean fits = bits == Byte.SIZE || (packs && samples == 1);
        int high = bits == 16 && tags.isLittleEndian() ? 1 : 0;
        int step = bits / Byte.SIZE;
        boolean wholeBytes = bits == Byte.SIZE || bits == 16;
        switch (layout.photometric()) {
            case TiffLayout.WHITE_IS_ZERO, TiffLayout.BLACK_IS_ZERO -> {
                boolean inverted = layout.photometric() == TiffLayout.WHITE_IS_ZERO;
                if (fits && samples <= 2) {
                    return RowColors.indexed(bits, samples, RowColors.grays(bits, inverted));
                }
                if (samples == 1 && (bits == 16 || bits == 32)) {
                    return RowColors.clipped(bits / Byte.SIZE, wide(bits));
                }
            }
            case TiffLayout.RGB -> {
                if (wholeBytes && samples >= 3) {
                    boolean multiplied = samples > 3
                            && tags.count(TiffTags.EXTRA_SAMPLES) > 0
                            && tags.value(TiffTags.EXTRA_SAMPLES, 0) == ASSOCIATED_ALPHA;
                    return multiplied
                            ? RowColors.premultiplied(samples * step, step, high)
                            : RowColors.bytes(samples * step, high, step + high, 2 * step + high);
                }
            }
            case TiffLayout.PALETTE -> {
                if (fits && samples <= 2) {
                    return RowColors.indexed(bits, samples, palette());
                }
            }
            case TiffLayout.CMYK -> {
                if (wholeBytes && samples >= 4) {
                    return RowColors.inks(samples * step, step, high);
                }
            }
            default -> {
                // refused below
            }
        }
        throw TiffLayout.unsupported(
                budget, "photometric " + layout.photometric() + " with " + samples + " values of " + bits + " bits");
    }

    private RowColors.Wide wide(int bits) {
        ByteOrder order = tags.isLittleEndian() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int format = tags.number(TiffTags.SAMPLE_FORMAT, 1);
        if (bits == 16) {
            return format == SIGNED
                    ? (data, at) -> ByteBuffer.wrap(data).order(order).getShort(at)
                    : (data, at) -> ByteBuffer.wrap(data).order(order).getChar(at);
        }
        // Pillow reads unsigned numbers of 32 bits as signed ones
        return format == REAL
                ? (data, at) -> ByteBuffer.wrap(data).order(order).getFloat(at)
                : (data, at) -> ByteBuffer.wrap(data).order(order).getInt(at);
    }

    /** The high bytes of the colour map, whose three parts hold red, green and blue. */
    private int[] palette() {
        int[] colors = new int[1 << layout.bits()];
        int known = tags.count(TiffTags.COLOR_MAP) / 3;
        if (known == 0) {
            throw budget.rejected("is broken: its palette is missing");
        }
        for (int i = 0; i < Math.min(known, colors.length); i++) {
            int color = 0;
            for (int part = 0; part < 3; part++) {
                int value = (int) tags.value(TiffTags.COLOR_MAP, part * known + i);
                color = color << Byte.SIZE | (value >> Byte.SIZE & 0xff);
            }
            colors[i] = color;
        }
        return colors;
    }
}
