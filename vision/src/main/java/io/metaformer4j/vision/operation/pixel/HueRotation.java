package io.metaformer4j.vision.operation.pixel;

/**
 * Turns the hue of pixels as {@code torchvision}'s {@code adjust_hue} does with Pillow's pictures: hue, saturation and value are
 * bytes with Pillow's rounding, so that also a rotation by nothing changes pixels. Gray stays as it is.
 */
public final class HueRotation {

    /** Where the parts of a pixel come from in each sixth of the circle: value, falling and rising part, and the smallest. */
    private static final int[][] SIXTHS = {{0, 2, 3}, {1, 0, 3}, {3, 0, 2}, {3, 1, 0}, {2, 3, 0}, {0, 3, 1}};

    private HueRotation() {}

    /**
     * Turns the hue of a picture.
     *
     * @param rgb pixels, {@code [H, W, 3]}, in place
     * @param share part of a whole turn, from -0.5 to 0.5
     */
    public static void rotate(byte[] rgb, double share) {
        int turn = (int) (share * 255);
        for (int i = 0; i < rgb.length; i += 3) {
            rotate(rgb, i, turn);
        }
    }

    private static void rotate(byte[] rgb, int at, int turn) {
        int red = rgb[at] & 0xff;
        int green = rgb[at + 1] & 0xff;
        int blue = rgb[at + 2] & 0xff;
        int value = Math.max(red, Math.max(green, blue));
        float range = value - Math.min(red, Math.min(green, blue));
        if (range == 0) {
            return;
        }
        int saturation = (int) (range / value * 255.0);
        if (saturation == 0) {
            rgb[at] = (byte) value;
            rgb[at + 1] = (byte) value;
            rgb[at + 2] = (byte) value;
            return;
        }
        write(rgb, at, (hue(red, green, blue, value, range) + turn) & 0xff, saturation, value);
    }

    /** A byte for the whole circle. */
    private static int hue(int red, int green, int blue, int value, float range) {
        float fromRed = (value - red) / range;
        float fromGreen = (value - green) / range;
        float fromBlue = (value - blue) / range;
        float sixths;
        if (red == value) {
            sixths = fromBlue - fromGreen;
        } else if (green == value) {
            sixths = (float) (2.0 + fromRed - fromBlue);
        } else {
            sixths = (float) (4.0 + fromGreen - fromRed);
        }
        float circle = (float) ((sixths / 6.0 + 1) % 1);
        return (int) (circle * 255.0);
    }

    private static void write(byte[] rgb, int at, int hue, int saturation, int value) {
        double sixths = hue * 6.0 / 255.0;
        int sixth = (int) sixths;
        float part = (float) (sixths - sixth);
        float share = (float) (saturation / 255.0);
        long smallest = Math.round(value * (1.0 - share));
        long falling = Math.round(value * (1.0 - (double) share * part));
        long rising = Math.round(value * (1.0 - share * (1.0 - part)));
        long[] parts = {value, falling, rising, smallest};
        int[] places = SIXTHS[sixth % SIXTHS.length];
        for (int c = 0; c < places.length; c++) {
            rgb[at + c] = (byte) parts[places[c]];
        }
    }
}
