package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.RandomSource;

/**
 * The operations of timm's policies: what happens to the pixels, and how much of it at a magnitude. Those that are increasing
 * do more at higher magnitudes; some of the others do less.
 */
enum AugmentOperation {
    AUTO_CONTRAST("AutoContrast", PixelChange.AUTO_CONTRAST, StrengthScale.NONE),
    EQUALIZE("Equalize", PixelChange.EQUALIZE, StrengthScale.NONE),
    INVERT("Invert", PixelChange.INVERT, StrengthScale.NONE),
    ROTATE("Rotate", PixelChange.ROTATE, StrengthScale.ROTATION),
    POSTERIZE("Posterize", PixelChange.POSTERIZE, StrengthScale.POSTERIZING),
    POSTERIZE_INCREASING("PosterizeIncreasing", PixelChange.POSTERIZE, StrengthScale.POSTERIZING_INCREASING),
    POSTERIZE_ORIGINAL("PosterizeOriginal", PixelChange.POSTERIZE, StrengthScale.POSTERIZING_ORIGINAL),
    SOLARIZE("Solarize", PixelChange.SOLARIZE, StrengthScale.SOLARIZING),
    SOLARIZE_INCREASING("SolarizeIncreasing", PixelChange.SOLARIZE, StrengthScale.SOLARIZING_INCREASING),
    SOLARIZE_ADD("SolarizeAdd", PixelChange.SOLARIZE_ADD, StrengthScale.SOLARIZING_ADDITION),
    COLOR("Color", PixelChange.COLOR, StrengthScale.ENHANCEMENT),
    COLOR_INCREASING("ColorIncreasing", PixelChange.COLOR, StrengthScale.ENHANCEMENT_INCREASING),
    CONTRAST("Contrast", PixelChange.CONTRAST, StrengthScale.ENHANCEMENT),
    CONTRAST_INCREASING("ContrastIncreasing", PixelChange.CONTRAST, StrengthScale.ENHANCEMENT_INCREASING),
    BRIGHTNESS("Brightness", PixelChange.BRIGHTNESS, StrengthScale.ENHANCEMENT),
    BRIGHTNESS_INCREASING("BrightnessIncreasing", PixelChange.BRIGHTNESS, StrengthScale.ENHANCEMENT_INCREASING),
    SHARPNESS("Sharpness", PixelChange.SHARPNESS, StrengthScale.ENHANCEMENT),
    SHARPNESS_INCREASING("SharpnessIncreasing", PixelChange.SHARPNESS, StrengthScale.ENHANCEMENT_INCREASING),
    SHEAR_X("ShearX", PixelChange.SHEAR_X, StrengthScale.SHEAR),
    SHEAR_Y("ShearY", PixelChange.SHEAR_Y, StrengthScale.SHEAR),
    TRANSLATE_X("TranslateX", PixelChange.TRANSLATE_X, StrengthScale.TRANSLATION),
    TRANSLATE_Y("TranslateY", PixelChange.TRANSLATE_Y, StrengthScale.TRANSLATION),
    TRANSLATE_X_RELATIVE("TranslateXRel", PixelChange.TRANSLATE_X_RELATIVE, StrengthScale.RELATIVE_TRANSLATION),
    TRANSLATE_Y_RELATIVE("TranslateYRel", PixelChange.TRANSLATE_Y_RELATIVE, StrengthScale.RELATIVE_TRANSLATION),
    DESATURATE("Desaturate", PixelChange.DESATURATE, StrengthScale.DESATURATION),
    GAUSSIAN_BLUR("GaussianBlur", PixelChange.GAUSSIAN_BLUR, StrengthScale.BLUR),
    GAUSSIAN_BLUR_RANDOM("GaussianBlurRand", PixelChange.GAUSSIAN_BLUR, StrengthScale.RANDOM_BLUR);

    private final String timmName;
    private final PixelChange change;
    private final StrengthScale scale;

    AugmentOperation(String timmName, PixelChange change, StrengthScale scale) {
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
    double argument(double magnitude, AutomaticSettings settings, RandomSource draws) {
        return scale.argument(magnitude, settings, draws);
    }

    /** Changes the picture as much as the magnitude says. */
    void apply(Canvas canvas, double magnitude, AutomaticSettings settings, RandomSource draws) {
        change.apply(canvas, argument(magnitude, settings, draws), settings, draws);
    }
}
