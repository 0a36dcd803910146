package io.metaformer4j.vision.decode.pixels;

import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.decode.jpeg.JpegColors;

/**
 * Turns pixels as they lie in a file into red, green and blue, as Pillow's {@code convert("RGB")} does: gray is copied to
 * three channels, palettes are looked up, alpha is dropped, 16-bit colour keeps its high byte and wider gray is clipped
 * to 255.
 */
@FunctionalInterface
interface RowColors {

    /**
     * Converts a run of pixels.
     *
     * @param data holds the row
     * @param row where the row starts, in bytes
     * @param first the first pixel of the row to convert
     * @param count how many pixels
     * @param rgb where the result goes
     * @param at index of its first byte
     */
    void convert(byte[] data, int row, int first, int count, byte[] rgb, int at);

    /**
     * Pixels that are positions in a table of colours, packed from the highest bit on.
     *
     * @param bits bits per pixel: 1, 2, 4 or 8
     * @param stride bytes per pixel for 8 bits; the first is the position
     * @param colors 0xRRGGBB of each position
     */
    static RowColors indexed(int bits, int stride, int[] colors) {
        int mask = (1 << bits) - 1;
        return (data, row, first, count, rgb, at) -> {
            int to = at;
            for (int pixel = first; pixel < first + count; pixel++) {
                int index;
                if (bits == Byte.SIZE) {
                    index = data[row + pixel * stride] & 0xff;
                } else {
                    int bit = pixel * bits;
                    index = data[row + (bit >> 3)] >> (Byte.SIZE - bits - (bit & 7)) & mask;
                }
                int color = colors[index];
                rgb[to++] = (byte) (color >> 16);
                rgb[to++] = (byte) (color >> 8);
                rgb[to++] = (byte) color;
            }
        };
    }

    /**
     * The colours of gray values.
     *
     * @param bits bits per value: 1, 2, 4 or 8
     * @param inverted whether 0 is white
     */
    static int[] grays(int bits, boolean inverted) {
        int largest = (1 << bits) - 1;
        int[] colors = new int[largest + 1];
        for (int i = 0; i <= largest; i++) {
            colors[i] = 0x010101 * ((inverted ? largest - i : i) * 255 / largest);
        }
        return colors;
    }

    /**
     * Pixels of several bytes, three of which are colours.
     *
     * @param stride bytes per pixel
     * @param red which of them is red
     * @param green which of them is green
     * @param blue which of them is blue
     */
    static RowColors bytes(int stride, int red, int green, int blue) {
        return (data, row, first, count, rgb, at) -> {
            int from = row + first * stride;
            for (int to = at; to < at + count * Picture.CHANNELS; to += Picture.CHANNELS, from += stride) {
                rgb[to] = data[from + red];
                rgb[to + 1] = data[from + green];
                rgb[to + 2] = data[from + blue];
            }
        };
    }

    /**
     * Colours that were multiplied by their opacity, which is the fourth value.
     *
     * @param stride bytes per pixel
     * @param step bytes per value
     * @param high which byte of a value is its high one
     */
    static RowColors premultiplied(int stride, int step, int high) {
        return (data, row, first, count, rgb, at) -> {
            int from = row + first * stride + high;
            int to = at;
            for (int i = 0; i < count; i++, from += stride) {
                int alpha = data[from + 3 * step] & 0xff;
                for (int c = 0; c < Picture.CHANNELS; c++) {
                    int value = data[from + c * step] & 0xff;
                    rgb[to++] = (byte) (alpha == 0 ? 0 : Math.min(255, value * 255 / alpha));
                }
            }
        };
    }

    /**
     * Amounts of cyan, magenta, yellow and black.
     *
     * @param stride bytes per pixel
     * @param step bytes per value
     * @param high which byte of a value is its high one
     */
    static RowColors inks(int stride, int step, int high) {
        byte[] ink = new byte[4];
        return (data, row, first, count, rgb, at) -> {
            int from = row + first * stride + high;
            for (int i = 0, to = at; i < count; i++, from += stride, to += Picture.CHANNELS) {
                for (int c = 0; c < ink.length; c++) {
                    ink[c] = (byte) ~data[from + c * step];
                }
                JpegColors.CMYK.toRgb(ink, 0, rgb, to, 1);
            }
        };
    }

    /** Reads a value that may be wider than a byte. */
    @FunctionalInterface
    interface Wide {
        double value(byte[] data, int at);
    }

    /**
     * Gray values of more than 8 bits, clipped and not scaled.
     *
     * @param stride bytes per pixel
     * @param wide reads a value
     */
    static RowColors clipped(int stride, Wide wide) {
        return (data, row, first, count, rgb, at) -> {
            int from = row + first * stride;
            for (int to = at; to < at + count * Picture.CHANNELS; to += Picture.CHANNELS, from += stride) {
                byte gray = (byte) Math.max(0, Math.min(255, (int) wide.value(data, from)));
                rgb[to] = gray;
                rgb[to + 1] = gray;
                rgb[to + 2] = gray;
            }
        };
    }

    /**
     * Pixels of two bytes, the low one first, with 5 bits of red, some of green and 5 of blue.
     *
     * @param greenBits 5 or 6
     */
    static RowColors packed(int greenBits) {
        int green = (1 << greenBits) - 1;
        return (data, row, first, count, rgb, at) -> {
            int from = row + 2 * first;
            for (int to = at; to < at + count * Picture.CHANNELS; to += Picture.CHANNELS, from += 2) {
                int pixel = (data[from] & 0xff) | (data[from + 1] & 0xff) << 8;
                rgb[to] = (byte) ((pixel >> (5 + greenBits) & 31) * 255 / 31);
                rgb[to + 1] = (byte) ((pixel >> 5 & green) * 255 / green);
                rgb[to + 2] = (byte) ((pixel & 31) * 255 / 31);
            }
        };
    }
}
