package io.metaformer4j.vision.operation.pixel;

/**
 * Pillow's {@code ImageEnhance}: blends a picture with a degenerate one, {@code degenerate + factor * (picture -
 * degenerate)} in 32-bit floats, clipped to bytes and truncated. Factor 1 keeps the picture, 0 gives the degenerate one.
 */
public final class ColorEnhancement {

    private ColorEnhancement() {}

    /** Blends with black. */
    public static void brightness(byte[] rgb, double factor) {
        float f = (float) factor;
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = blend(0, rgb[i] & 0xff, f);
        }
    }

    /** Blends with the gray of the mean luma. */
    public static void contrast(byte[] rgb, double factor) {
        int pixels = rgb.length / 3;
        long sum = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            sum += luma(rgb, i);
        }
        int mean = (int) ((double) sum / pixels + 0.5);
        float f = (float) factor;
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = blend(mean, rgb[i] & 0xff, f);
        }
    }

    /** Blends with the picture's own luma. */
    public static void saturation(byte[] rgb, double factor) {
        float f = (float) factor;
        for (int i = 0; i < rgb.length; i += 3) {
            int gray = luma(rgb, i);
            rgb[i] = blend(gray, rgb[i] & 0xff, f);
            rgb[i + 1] = blend(gray, rgb[i + 1] & 0xff, f);
            rgb[i + 2] = blend(gray, rgb[i + 2] & 0xff, f);
        }
    }

    /** Blends with the smoothed picture, which is left in the scratch array. */
    public static void sharpness(byte[] rgb, byte[] scratch, int width, int height, double factor) {
        Smoothing.smooth(rgb, scratch, width, height);
        blend(scratch, rgb, (float) factor, rgb);
    }

    /**
     * Blends two pictures of one size.
     *
     * @param first what factor 0 gives
     * @param second what factor 1 gives
     * @param factor any number
     * @param to where the blend goes, which may be either of them
     */
    public static void blend(byte[] first, byte[] second, float factor, byte[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = blend(first[i] & 0xff, second[i] & 0xff, factor);
        }
    }

    /**
     * Turns each pixel into the gray of its luma: its red, green and blue become alike. Gray pixels stay as they are.
     *
     * @param from pixels, {@code [H, W, 3]}
     * @param to where they go, which may be the same array
     * @param count number of bytes
     */
    public static void gray(byte[] from, byte[] to, int count) {
        for (int i = 0; i < count; i += 3) {
            byte gray = (byte) luma(from, i);
            to[i] = gray;
            to[i + 1] = gray;
            to[i + 2] = gray;
        }
    }

    private static int luma(byte[] rgb, int at) {
        return luma(rgb[at] & 0xff, rgb[at + 1] & 0xff, rgb[at + 2] & 0xff);
    }

    /** Pillow's conversion to {@code L}: ITU-R 601 weights with 16 fractional bits, rounded. Of alike values it is that value. */
    public static int luma(int red, int green, int blue) {
        return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
    }

    private static byte blend(int degenerate, int value, float factor) {
        float blended = degenerate + factor * (value - degenerate);
        return (byte) (int) Math.max(0f, Math.min(255f, blended));
    }
}
