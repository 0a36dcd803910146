package io.metaformer4j.vision.corruption.field;

/** How ImageNet-C's code turns numbers into values of a picture, and back. */
public final class UnitRange {

    private static final int LEVELS = 256;

    private UnitRange() {}

    /**
     * Clips to 0..1, scales to 255 and truncates.
     *
     * @param value any number
     * @return the value of a pixel
     */
    public static byte toByte(double value) {
        return (byte) (int) (255 * Math.max(0, Math.min(1, value)));
    }

    /**
     * What the values of a picture stand for.
     *
     * @param divisor 255 for numbers from 0 to 1, 1 for the values as they are
     * @return the number of each value from 0 to 255
     */
    public static double[] levels(double divisor) {
        double[] levels = new double[LEVELS];
        for (int value = 0; value < LEVELS; value++) {
            levels[value] = value / divisor;
        }
        return levels;
    }
}
