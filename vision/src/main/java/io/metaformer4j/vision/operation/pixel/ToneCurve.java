package io.metaformer4j.vision.operation.pixel;

import java.util.function.IntUnaryOperator;

/** Changes of values by a curve, one for all channels or one for each: Pillow's {@code ImageOps}. */
public final class ToneCurve {

    private static final int CHANNELS = 3;
    private static final int VALUES = 256;
    private static final int LARGEST = 255;
    private static final int BITS = 8;

    private ToneCurve() {}

    /** Stretches each channel linearly, so that its darkest value becomes 0 and its lightest 255; truncated. */
    public static void autoContrast(byte[] rgb) {
        for (int c = 0; c < CHANNELS; c++) {
            int[] histogram = histogram(rgb, c);
            int low = 0;
            while (histogram[low] == 0) {
                low++;
            }
            int high = last(histogram);
            if (high > low) {
                double scale = 255.0 / (high - low);
                double offset = -low * scale;
                map(rgb, c, value -> (int) (value * scale + offset));
            }
        }
    }

    /** Makes the values of each channel about equally frequent. */
    public static void equalize(byte[] rgb) {
        for (int c = 0; c < CHANNELS; c++) {
            int[] histogram = histogram(rgb, c);
            int step = (rgb.length / CHANNELS - histogram[last(histogram)]) / LARGEST;
            if (step > 0) {
                int[] curve = new int[VALUES];
                int sum = step / 2;
                for (int value = 0; value < VALUES; value++) {
                    curve[value] = sum / step;
                    sum += histogram[value];
                }
                map(rgb, c, value -> curve[value]);
            }
        }
    }

    /** Turns each value {@code v} into {@code 255 - v}. */
    public static void invert(byte[] rgb) {
        mapAll(rgb, value -> LARGEST - value);
    }

    /** Keeps the highest bits of each value: 8 or more keep all, 0 or fewer none. */
    public static void posterize(byte[] rgb, int bits) {
        int dropped = Math.max(0, Math.min(BITS, BITS - bits));
        mapAll(rgb, value -> value >> dropped << dropped);
    }

    /** Inverts the values from a threshold on. */
    public static void solarize(byte[] rgb, int threshold) {
        mapAll(rgb, value -> value < threshold ? value : LARGEST - value);
    }

    /** Adds to the values of the darker half, up to 255. */
    public static void solarizeAdd(byte[] rgb, int addition) {
        mapAll(rgb, value -> value < VALUES / 2 ? value + addition : value);
    }

    private static int[] histogram(byte[] rgb, int channel) {
        int[] histogram = new int[VALUES];
        for (int i = channel; i < rgb.length; i += CHANNELS) {
            histogram[rgb[i] & 0xff]++;
        }
        return histogram;
    }

    private static int last(int[] histogram) {
        int last = LARGEST;
        while (histogram[last] == 0) {
            last--;
        }
        return last;
    }

    private static void mapAll(byte[] rgb, IntUnaryOperator curve) {
        for (int c = 0; c < CHANNELS; c++) {
            map(rgb, c, curve);
        }
    }

    private static void map(byte[] rgb, int channel, IntUnaryOperator curve) {
        byte[] table = new byte[VALUES];
        for (int value = 0; value < VALUES; value++) {
            table[value] = (byte) Math.max(0, Math.min(LARGEST, curve.applyAsInt(value)));
        }
        for (int i = channel; i < rgb.length; i += CHANNELS) {
            rgb[i] = table[rgb[i] & 0xff];
        }
    }
}
