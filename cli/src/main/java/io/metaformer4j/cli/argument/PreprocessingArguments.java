package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.FractionConverter;
import io.metaformer4j.zoo.CropMode;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.Preprocessing;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deviations from a model's own evaluation preprocessing. */
public final class PreprocessingArguments {

    @Mixin
    private InputSizeArguments size;

    @Option(
            names = "--crop-pct",
            paramLabel = "R",
            converter = FractionConverter.class,
            description =
                    "Share of the resized picture that is kept, above 0 and at most 1 (default: the model's own).")
    private Double cropRatio;

    @Option(
            names = "--interpolation",
            paramLabel = "FILTER",
            description = "nearest, box, bilinear, hamming, bicubic or lanczos (default: the model's own).")
    private Interpolation interpolation;

    @Option(
            names = "--crop-mode",
            paramLabel = "MODE",
            description = "center, squash or border (default: the model's own).")
    private CropMode cropMode;

    /**
     * The preprocessing with what was given.
     *
     * @param own the model's own
     * @return the same but for what was given
     */
    public Preprocessing apply(Preprocessing own) {
        Preprocessing result = size.apply(own);
        if (cropRatio != null) {
            result = result.withCropRatio(cropRatio);
        }
        if (interpolation != null) {
            result = result.withInterpolation(interpolation);
        }
        if (cropMode != null) {
            result = new Preprocessing(
                    result.height(),
                    result.width(),
                    result.cropRatio(),
                    result.interpolation(),
                    cropMode,
                    result.mean(),
                    result.std());
        }
        return result;
    }
}
