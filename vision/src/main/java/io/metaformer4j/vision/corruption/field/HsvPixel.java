package io.metaformer4j.vision.corruption.field;

/**
 * Hue, saturation and value of a pixel, each step as in scikit-image's {@code rgb2hsv} and {@code hsv2rgb}: many results are
 * whole numbers before they are truncated, so that rounding counts. Gray has no hue and counts as red.
 *
 * <p>Is filled anew for each pixel; confine it to one thread.
 */
public final class HsvPixel {

    private final double[] levels = UnitRange.levels(255);

    /** In turns, from 0 (red) to 1. */
    private double hue;

    private double saturation;
    private double value;

    /**
     * Takes over a pixel.
     *
     * @param rgb {@code [H, W, 3]}
     * @param at where its red is
     */
    public void read(byte[] rgb, int at) {
        double red = levels[rgb[at] & 0xff];
        double green = levels[rgb[at + 1] & 0xff];
        double blue = levels[rgb[at + 2] & 0xff];
        value = Math.max(red, Math.max(green, blue));
        double range = value - Math.min(red, Math.min(green, blue));
        saturation = range == 0 ? 0 : range / value;
        hue = range == 0 ? 0 : hue(red, green, blue, range);
    }

    private double hue(double red, double green, double blue, double range) {
        double sixths;
        if (blue == value) {
            sixths = 4 + (red - green) / range;
        } else if (green == value) {
            sixths = 2 + (blue - red) / range;
        } else {
            sixths = (green - blue) / range;
        }
        double turns = sixths / 6;
        return turns < 0 ? turns + 1 : turns;
    }

    /**
     * Changes the saturation, and clips it to 0..1.
     *
     * @param factor by which it is multiplied
     * @param offset what is added then
     */
    public void saturate(double factor, double offset) {
        saturation = Math.max(0, Math.min(1, saturation * factor + offset));
    }

    /**
     * Adds to the value, and clips it to 0..1.
     *
     * @param amount what is added
     */
    public void brighten(double amount) {
        value = Math.max(0, Math.min(1, value + amount));
    }

    /**
     * Writes the pixel.
     *
     * @param rgb {@code [H, W, 3]}
     * @param at where its red goes
     */
    public void write(byte[] rgb, int at) {
        double sixths = hue * 6;
        int sector = (int) sixths;
        double within = sixths - sector;
        double least = value * (1 - saturation);
        double falling = value * (1 - within * saturation);
        double rising = value * (1 - (1 - within) * saturation);
        switch (sector) {
            case 1 -> set(rgb, at, falling, value, least);
            case 2 -> set(rgb, at, least, value, rising);
            case 3 -> set(rgb, at, least, falling, value);
            case 4 -> set(rgb, at, rising, least, value);
            case 5 -> set(rgb, at, value, least, falling);
            default -> set(rgb, at, value, rising, least); // 0, and 6 where a turn is rounded up
        }
    }

    private static void set(byte[] rgb, int at, double red, double green, double blue) {
        rgb[at] = UnitRange.toByte(red);
        rgb[at + 1] = UnitRange.toByte(green);
        rgb[at + 2] = UnitRange.toByte(blue);
    }
}
