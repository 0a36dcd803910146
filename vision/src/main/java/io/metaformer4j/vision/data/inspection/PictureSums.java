package io.metaformer4j.vision.data.inspection;

import io.metaformer4j.vision.Picture;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums over the values of pixels, as whole numbers: exact, and so the same in whatever order pictures are added.
 */
final class PictureSums {

    /** The largest value of a channel, which counts as 1. */
    private static final double WHITE = 255;

    private long pixels;
    private final long[] sums = new long[Picture.CHANNELS];
    private final long[] squares = new long[Picture.CHANNELS];

    /** The sums of one picture. */
    static PictureSums of(Picture picture) {
        PictureSums result = new PictureSums();
        byte[] rgb = picture.rgb();
        int end = picture.byteCount();
        for (int channel = 0; channel < Picture.CHANNELS; channel++) {
            long sum = 0;
            long square = 0;
            for (int i = channel; i < end; i += Picture.CHANNELS) {
                int value = rgb[i] & 0xff;
                sum += value;
                square += (long) value * value;
            }
            result.sums[channel] = sum;
            result.squares[channel] = square;
        }
        result.pixels = (long) picture.width() * picture.height();
        return result;
    }

    /** Adds the sums of another picture; exceeds no long before 10^14 pixels. */
    void add(PictureSums other) {
        pixels += other.pixels;
        for (int channel = 0; channel < Picture.CHANNELS; channel++) {
            sums[channel] = Math.addExact(sums[channel], other.sums[channel]);
            squares[channel] = Math.addExact(squares[channel], other.squares[channel]);
        }
    }

    long pixels() {
        return pixels;
    }

    /** The mean of each channel, 0 to 1. */
    List<Double> mean() {
        List<Double> mean = new ArrayList<>();
        for (long sum : sums) {
            mean.add(sum / (double) pixels / WHITE);
        }
        return List.copyOf(mean);
    }

    /** The standard deviation of each channel, the square root of the mean squared distance from the mean. */
    List<Double> std() {
        List<Double> std = new ArrayList<>();
        BigInteger count = BigInteger.valueOf(pixels);
        for (int channel = 0; channel < Picture.CHANNELS; channel++) {
            BigInteger sum = BigInteger.valueOf(sums[channel]);
            // in whole numbers, since the difference of nearly equal floating-point numbers would keep few digits
            BigInteger scaled =
                    count.multiply(BigInteger.valueOf(squares[channel])).subtract(sum.multiply(sum));
            std.add(Math.sqrt(scaled.doubleValue()) / pixels / WHITE);
        }
        return List.copyOf(std);
    }
}
