package io.metaformer4j.vision.decode;

/** The conversion of YCbCr to RGB in libjpeg's fixed point ({@code jdcolor.c}). */
final class YccTables {

    private static final int SCALE_BITS = 16;
    private static final int HALF = 1 << (SCALE_BITS - 1);
    private static final int CENTER = 128;

    private static final int[] CR_TO_RED = new int[256];
    private static final int[] CR_TO_GREEN = new int[256];
    private static final int[] CB_TO_GREEN = new int[256];
    private static final int[] CB_TO_BLUE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int chroma = i - CENTER;
            CR_TO_RED[i] = (fixed(1.40200) * chroma + HALF) >> SCALE_BITS;
            CB_TO_BLUE[i] = (fixed(1.77200) * chroma + HALF) >> SCALE_BITS;
            CR_TO_GREEN[i] = -fixed(0.71414) * chroma;
            CB_TO_GREEN[i] = -fixed(0.34414) * chroma + HALF;
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
}
