package io.metaformer4j.vision.decode.jpeg;

/**
 * The conversion of YCbCr to RGB in libjpeg's fixed point ({@code jdcolor.c}), for single pixels by table and for whole
 * lines by arithmetic that the JVM's compiler vectorises.
 */
public final class YccTables {

    private static final int SCALE_BITS = 16;
    private static final int HALF = 1 << (SCALE_BITS - 1);
    private static final int CENTER = 128;

    private static final int CR_RED = fixed(1.40200);
    private static final int CB_BLUE = fixed(1.77200);
    private static final int CR_GREEN = -fixed(0.71414);
    private static final int CB_GREEN = -fixed(0.34414);

    private static final int[] CR_TO_RED = new int[256];
    private static final int[] CR_TO_GREEN = new int[256];
    private static final int[] CB_TO_GREEN = new int[256];
    private static final int[] CB_TO_BLUE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int chroma = i - CENTER;
            CR_TO_RED[i] = (CR_RED * chroma + HALF) >> SCALE_BITS;
            CB_TO_BLUE[i] = (CB_BLUE * chroma + HALF) >> SCALE_BITS;
            CR_TO_GREEN[i] = CR_GREEN * chroma;
            CB_TO_GREEN[i] = CB_GREEN * chroma + HALF;
        }
    }

    private YccTables() {}

    private static int fixed(double factor) {
        return (int) (factor * (1 << SCALE_BITS) + 0.5);
    }

    static int red(int luma, int cr) {
        return clamp(luma + CR_TO_RED[cr]);
    }

    static int green(int luma, int cb, int cr) {
        return clamp(luma + ((CB_TO_GREEN[cb] + CR_TO_GREEN[cr]) >> SCALE_BITS));
    }

    static int blue(int luma, int cb) {
        return clamp(luma + CB_TO_BLUE[cb]);
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** Reds of a line. */
    public static void reds(int[] luma, int[] cr, int[] red, int count) {
        oneChroma(luma, cr, CR_RED, red, count);
    }

    /** Blues of a line. */
    public static void blues(int[] luma, int[] cb, int[] blue, int count) {
        oneChroma(luma, cb, CB_BLUE, blue, count);
    }

    private static void oneChroma(int[] luma, int[] chroma, int weight, int[] target, int count) {
        int bias = HALF - weight * CENTER;
        for (int i = 0; i < count; i++) {
            int value = luma[i] + ((chroma[i] * weight + bias) >> SCALE_BITS);
            int headroom = 255 - (value & ~(value >> 31));
            target[i] = 255 - (headroom & ~(headroom >> 31));
        }
    }

    /** Greens of a line. */
    public static void greens(int[] luma, int[] cb, int[] cr, int[] green, int count) {
        int blueWeight = CB_GREEN;
        int redWeight = CR_GREEN;
        int bias = HALF - (blueWeight + redWeight) * CENTER;
        for (int i = 0; i < count; i++) {
            int value = luma[i] + ((cb[i] * blueWeight + cr[i] * redWeight + bias) >> SCALE_BITS);
            int headroom = 255 - (value & ~(value >> 31));
            green[i] = 255 - (headroom & ~(headroom >> 31));
        }
    }
}
