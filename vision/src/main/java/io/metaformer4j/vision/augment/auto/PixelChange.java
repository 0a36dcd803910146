package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.operation.pixel.AffineMap;
import io.metaformer4j.vision.operation.pixel.AffineWarp;
import io.metaformer4j.vision.operation.pixel.BoxBlur;
import io.metaformer4j.vision.operation.pixel.ColorEnhancement;
import io.metaformer4j.vision.operation.pixel.ToneCurve;
import io.metaformer4j.vision.random.RandomSource;
import io.metaformer4j.zoo.Interpolation;

/**
 * What operations do to the values {@code v} of a picture, given an argument {@code a}. Warps say where the point
 * {@code (x, y)} of the result comes from.
 */
enum PixelChange {
    /** {@code 255 (v - low) / (high - low)}, with the extreme values of each channel. */
    AUTO_CONTRAST {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ToneCurve.autoContrast(canvas.rgb());
        }
    },
    /** {@code (step / 2 + values below v) / step}, with {@code step = values below the lightest / 255}, for each channel. */
    EQUALIZE {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ToneCurve.equalize(canvas.rgb());
        }
    },
    /** {@code 255 - v}. */
    INVERT {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ToneCurve.invert(canvas.rgb());
        }
    },
    /** The highest {@code a} bits of {@code v}. */
    POSTERIZE {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ToneCurve.posterize(canvas.rgb(), (int) argument);
        }
    },
    /** {@code 255 - v} where {@code v} is at least {@code a}. */
    SOLARIZE {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ToneCurve.solarize(canvas.rgb(), (int) argument);
        }
    },
    /** {@code v + a}, at most 255, where {@code v} is below 128. */
    SOLARIZE_ADD {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ToneCurve.solarizeAdd(canvas.rgb(), (int) argument);
        }
    },
    /** {@code luma + a (v - luma)}. */
    COLOR {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ColorEnhancement.saturation(canvas.rgb(), argument);
        }
    },
    /** {@code luma + (1 - a) (v - luma)}. */
    DESATURATE {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ColorEnhancement.saturation(canvas.rgb(), Math.min(1, Math.max(0, 1 - argument)));
        }
    },
    /** {@code mean + a (v - mean)}, with the picture's mean luma. */
    CONTRAST {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ColorEnhancement.contrast(canvas.rgb(), argument);
        }
    },
    /** {@code a v}. */
    BRIGHTNESS {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ColorEnhancement.brightness(canvas.rgb(), argument);
        }
    },
    /** {@code smooth + a (v - smooth)}, with the mean of 3x3 values in which the middle counts five times. */
    SHARPNESS {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            ColorEnhancement.sharpness(canvas.rgb(), canvas.scratch(), canvas.width(), canvas.height(), argument);
        }
    },
    /** A Gaussian of standard deviation {@code a}, by boxes. */
    GAUSSIAN_BLUR {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            BoxBlur.gaussian(canvas.rgb(), canvas.width(), canvas.height(), argument);
        }
    },
    /** A turn about the centre by {@code a} degrees, counter-clockwise. */
    ROTATE {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            warp(canvas, AffineMap.rotation(argument, canvas.width(), canvas.height()), settings, random);
        }
    },
    /** {@code (x + a y, y)}. */
    SHEAR_X {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            warp(canvas, AffineMap.shearX(argument), settings, random);
        }
    },
    /** {@code (x, y + a x)}. */
    SHEAR_Y {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            warp(canvas, AffineMap.shearY(argument), settings, random);
        }
    },
    /** {@code (x + a, y)}. */
    TRANSLATE_X {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            warp(canvas, AffineMap.translation(argument, 0), settings, random);
        }
    },
    /** {@code (x, y + a)}. */
    TRANSLATE_Y {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            warp(canvas, AffineMap.translation(0, argument), settings, random);
        }
    },
    /** {@code (x + a width, y)}. */
    TRANSLATE_X_RELATIVE {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            warp(canvas, AffineMap.translation(argument * canvas.width(), 0), settings, random);
        }
    },
    /** {@code (x, y + a height)}. */
    TRANSLATE_Y_RELATIVE {
        @Override
        void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random) {
            warp(canvas, AffineMap.translation(0, argument * canvas.height()), settings, random);
        }
    };

    /**
     * Changes the picture on a canvas.
     *
     * @param canvas the picture
     * @param argument how much, by an operation's {@link MagnitudeScale}
     * @param settings filters and filling of warps
     * @param random where the choice among the filters comes from
     */
    abstract void apply(Canvas canvas, double argument, AutomaticSettings settings, RandomSource random);

    /** Whether the picture is warped, so that places in it are others. */
    boolean movesPixels() {
        return switch (this) {
            case ROTATE, SHEAR_X, SHEAR_Y, TRANSLATE_X, TRANSLATE_Y, TRANSLATE_X_RELATIVE, TRANSLATE_Y_RELATIVE -> true;
            default -> false;
        };
    }

    private static void warp(Canvas canvas, AffineMap map, AutomaticSettings settings, RandomSource random) {
        boolean cubic = settings.filter(random) == Interpolation.BICUBIC;
        AffineWarp warp = new AffineWarp(canvas.rgb(), canvas.width(), canvas.height(), cubic);
        warp.write(map, settings.fill(), canvas.scratch());
        canvas.swap();
    }
}
