package io.metaformer4j.zoo;

import java.util.Collections;
import java.util.List;

/**
 * What happens to a picture before it meets a network at evaluation: resize to {@code floor(size / cropRatio)}, cut out
 * {@code height x width}, scale to 0..1, subtract the mean and divide by the standard deviation of each channel.
 *
 * @param height height of the network's input in pixels
 * @param width width of the network's input in pixels
 * @param cropRatio share of the resized picture that is kept, in (0, 1]; timm calls it {@code crop_pct}
 * @param interpolation resampling filter of the resize
 * @param cropMode how the picture is fitted
 * @param mean mean of each channel, scaled to 0..1: of red, green and blue, or one alone for pictures in shades of gray
 * @param std standard deviation of each channel, scaled to 0..1, as many as means
 */
public record Preprocessing(
        int height,
        int width,
        double cropRatio,
        Interpolation interpolation,
        CropMode cropMode,
        List<Double> mean,
        List<Double> std) {

    /** Channel means of ImageNet-1k, as torchvision and timm use them. */
    public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);

    /** Channel standard deviations of ImageNet-1k, as torchvision and timm use them. */
    public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

    public Preprocessing {
        if (height < 1 || width < 1) {
            throw new MetaFormerException("input size " + height + "x" + width + " must be at least 1x1");
        }
        if (!(cropRatio > 0 && cropRatio <= 1)) {
            throw new MetaFormerException("crop ratio " + cropRatio + " must be above 0 and at most 1");
        }
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || mean.size() != std.size()) {
            throw new MetaFormerException(
                    "mean " + mean + " and std " + std + " must have one value for each channel, in both lists");
        }
        for (double deviation : std) {
            if (!(deviation > 0)) {
                throw new MetaFormerException("std " + std + " must be positive in every channel");
            }
        }
    }

    /**
     * The evaluation preprocessing of a network trained on ImageNet: bicubic, centre crop, ImageNet statistics.
     *
     * @param size height and width of the input in pixels
     * @param cropRatio share of the resized picture that is kept, in (0, 1]
     * @return the preprocessing
     */
    public static Preprocessing imageNet(int size, double cropRatio) {
        return new Preprocessing(
                size, size, cropRatio, Interpolation.BICUBIC, CropMode.CENTER, IMAGENET_MEAN, IMAGENET_STD);
    }

    /**
     * How many channels the network's input has.
     *
     * @return 3 for colour pictures, 1 for pictures in shades of gray; other input is no picture
     */
    public int channels() {
        return mean.size();
    }

    /**
     * The mean of one of the colours of a picture. In shades of gray, all three have the only mean.
     *
     * @param color 0 red, 1 green, 2 blue
     * @return the mean, scaled to 0..1
     */
    public double colorMean(int color) {
        return mean.get(Math.min(color, channels() - 1));
    }

    /**
     * The same for input of another number of channels. Each gets the average of the means and that of the deviations, as by
     * {@code adapt_to_chs} of timm.
     *
     * @param channels channels of the input, at least 1
     * @return the changed preprocessing; this one if it has that many
     */
    public Preprocessing withChannels(int channels) {
        return channels == channels()
                ? this
                : new Preprocessing(
                        height,
                        width,
                        cropRatio,
                        interpolation,
                        cropMode,
                        Collections.nCopies(channels, average(mean)),
                        Collections.nCopies(channels, average(std)));
    }

    private static double average(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }

    /**
     * The same with another square input size.
     *
     * @param size height and width of the input in pixels
     * @return the changed preprocessing
     */
    public Preprocessing withSize(int size) {
        return new Preprocessing(size, size, cropRatio, interpolation, cropMode, mean, std);
    }

    /**
     * The same with another crop ratio.
     *
     * @param ratio share of the resized picture that is kept, in (0, 1]
     * @return the changed preprocessing
     */
    public Preprocessing withCropRatio(double ratio) {
        return new Preprocessing(height, width, ratio, interpolation, cropMode, mean, std);
    }

    /**
     * The same with another resampling filter.
     *
     * @param filter resampling filter of the resize
     * @return the changed preprocessing
     */
    public Preprocessing withInterpolation(Interpolation filter) {
        return new Preprocessing(height, width, cropRatio, filter, cropMode, mean, std);
    }
}
