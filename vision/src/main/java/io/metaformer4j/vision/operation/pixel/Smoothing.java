package io.metaformer4j.vision.operation.pixel;

/**
 * Pillow's {@code SMOOTH} filter: each value becomes {@code (sum of the eight around it + 5 * itself) / 13}, summed in
 * 32-bit floats, rows from the bottom up, and rounded half up. The outermost pixels stay, and so do pictures without others.
 */
final class Smoothing {

    private static final int PIXEL = 3;
    private static final float SIDE = 1f / 13f;
    private static final float CENTER = 5f / 13f;

    private Smoothing() {}

    static void smooth(byte[] from, byte[] to, int width, int height) {
        System.arraycopy(from, 0, to, 0, PIXEL * width * height);
        int row = PIXEL * width;
        for (int y = 1; y < height - 1; y++) {
            for (int i = y * row + PIXEL; i < (y + 1) * row - PIXEL; i++) {
                float sum = 0.5f;
                sum += line(from, i + row, SIDE);
                sum += line(from, i, CENTER);
                sum += line(from, i - row, SIDE);
                to[i] = (byte) (int) Math.min(255f, sum);
            }
        }
    }

    private static float line(byte[] from, int at, float center) {
        return (from[at - PIXEL] & 0xff) * SIDE + (from[at] & 0xff) * center + (from[at + PIXEL] & 0xff) * SIDE;
    }
}
