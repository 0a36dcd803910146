package io.metaformer4j.zoo;

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
 * @param mean mean of the red, green and blue values, each scaled to 0..1
 * @param std standard deviation of the red, green and blue values, each scaled to 0..1
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
        if (mean.size() != 3 || std.size() != 3) {
            throw new MetaFormerException(
                    "mean " + mean + " and std " + std + " must have three values (red, green, blue)");
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
