package io.metaformer4j.vision.corruption;

/** How ImageNet-C's code turns numbers into values of a picture. */
final class UnitRange {

    private UnitRange() {}

    /** Clips to 0..1, scales to 255 and truncates. */
    static byte toByte(double value) {
        return (byte) (int) (255 * Math.max(0, Math.min(1, value)));
    }
}
