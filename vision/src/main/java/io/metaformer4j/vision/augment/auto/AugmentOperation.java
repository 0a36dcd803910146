package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.RandomSource;

/**
 * The operations of timm's policies: what happens to the pixels, and how much of it at a magnitude. Those that are increasing
 * do more at higher magnitudes; some of the others do less.
 */
enum AugmentOperation {
    AUTO_CONTRAST("AutoContrast", PixelChange.AUTO_CONTRAST, MagnitudeScale.NONE),
    EQUALIZE("Equalize", PixelChange.EQUALIZE, MagnitudeScale.NONE),
    INVERT("Invert", PixelChange.INVERT, MagnitudeScale.NONE),
    ROTATE("Rotate", PixelChange.ROTATE, MagnitudeScale.ROTATION),
    POSTERIZE("Posterize", PixelChange.POSTERIZE, MagnitudeScale.POSTERIZING),
    POSTERIZE_INCREASING("PosterizeIncreasing", PixelChange.POSTERIZE, MagnitudeScale.POSTERIZING_INCREASING),
    POSTERIZE_ORIGINAL("PosterizeOriginal", PixelChange.POSTERIZE, MagnitudeScale.POSTERIZING_ORIGINAL),
    SOLARIZE("Solarize", PixelChange.SOLARIZE, MagnitudeScale.SOLARIZING),
    SOLARIZE_INCREASING("SolarizeIncreasing", PixelChange.SOLARIZE, MagnitudeScale.SOLARIZING_INCREASING),
    SOLARIZE_ADD("SolarizeAdd", PixelChange.SOLARIZE_ADD, MagnitudeScale.SOLARIZING_ADDITION),
    COLOR("Color", PixelChange.COLOR, MagnitudeScale.ENHANCEMENT),
    COLOR_INCREASING("ColorIncreasing", PixelChange.COLOR, MagnitudeScale.ENHANCEMENT_INCREASING),
    CONTRAST("Contrast", PixelChange.CONTRAST, MagnitudeScale.ENHANCEMENT),
    CONTRAST_INCREASING("ContrastIncreasing", PixelChange.CONTRAST, MagnitudeScale.ENHANCEMENT_INCREASING),
    BRIGHTNESS("Brightness", PixelChange.BRIGHTNESS, MagnitudeScale.ENHANCEMENT),
    BRIGHTNESS_INCREASING("BrightnessIncreasing", PixelChange.BRIGHTNESS, MagnitudeScale.ENHANCEMENT_INCREASING),
    SHARPNESS("Sharpness", PixelChange.SHARPNESS, MagnitudeScale.ENHANCEMENT),
    SHARPNESS_INCREASING("SharpnessIncreasing", PixelChange.SHARPNESS, MagnitudeScale.ENHANCEMENT_INCREASING),
    SHEAR_X("ShearX", PixelChange.SHEAR_X, MagnitudeScale.SHEAR),
    SHEAR_Y("ShearY", PixelChange.SHEAR_Y, MagnitudeScale.SHEAR),
    TRANSLATE_X("TranslateX", PixelChange.TRANSLATE_X, MagnitudeScale.TRANSLATION),
    TRANSLATE_Y("TranslateY", PixelChange.TRANSLATE_Y, MagnitudeScale.TRANSLATION),
    TRANSLATE_X_RELATIVE("TranslateXRel", PixelChange.TRANSLATE_X_RELATIVE, MagnitudeScale.RELATIVE_TRANSLATION),
    TRANSLATE_Y_RELATIVE("TranslateYRel", PixelChange.TRANSLATE_Y_RELATIVE, MagnitudeScale.RELATIVE_TRANSLATION),
    DESATURATE("Desaturate", PixelChange.DESATURATE, MagnitudeScale.DESATURATION),
    GAUSSIAN_BLUR("GaussianBlur", PixelChange.GAUSSIAN_BLUR, MagnitudeScale.BLUR),
    GAUSSIAN_BLUR_RANDOM("GaussianBlurRand", PixelChange.GAUSSIAN_BLUR, MagnitudeScale.RANDOM_BLUR);

    private final String timmName;
    private final PixelChange change;
    private final MagnitudeScale scale;

    AugmentOperation(String timmName, PixelChange change, MagnitudeScale scale) {
        this.timmName = timmName;
        this.change = change;
        this.scale = scale;
    }

    /**
     * Finds an operation.
     *
     * @param name what timm calls it
     * @throws IllegalArgumentException if there is none of that name
     */
    static AugmentOperation named(String name) {
        for (AugmentOperation operation : values()) {
            if (operation.timmName.equals(name)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("there is no operation '" + name + "'");
    }

    String timmName() {
        return timmName;
    }

    /** What the operation gets at a magnitude. */
    double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
        return scale.argument(magnitude, settings, random);
    }

    /** Whether places in the picture are others afterwards. */
    boolean movesPixels() {
        return change.movesPixels();
    }

    /** Changes the picture as much as the magnitude says. */
    void apply(Canvas canvas, double magnitude, AutomaticSettings settings, RandomSource random) {
        change.apply(canvas, argument(magnitude, settings, random), settings, random);
    }
}
