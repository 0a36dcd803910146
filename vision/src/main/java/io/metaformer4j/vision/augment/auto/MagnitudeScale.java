package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.random.RandomSource;

/**
 * What the argument of an operation is at magnitude {@code m}, which is usually 0 to 10: the level functions of timm 1.0.29.
 * Whole numbers are truncated.
 */
enum MagnitudeScale {
    /** No argument. */
    NONE {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return 0;
        }
    },
    /** {@code 30 m / 10} degrees, of either sign. */
    ROTATION {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return signed(magnitude / LEVELS * 30, random);
        }
    },
    /** {@code 0.3 m / 10}, of either sign. */
    SHEAR {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return signed(magnitude / LEVELS * 0.3, random);
        }
    },
    /** The largest translation in pixels, times {@code m / 10}, of either sign. */
    TRANSLATION {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return signed(magnitude / LEVELS * settings.translation(), random);
        }
    },
    /** The largest share of a side, times {@code m / 10}, of either sign. */
    RELATIVE_TRANSLATION {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return signed(magnitude / LEVELS * settings.relativeTranslation(), random);
        }
    },
    /** {@code 4 m / 10} bits that are kept: less happens at higher magnitudes. */
    POSTERIZING {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return (int) (magnitude / LEVELS * 4);
        }
    },
    /** {@code 4 - 4 m / 10} bits that are kept. */
    POSTERIZING_INCREASING {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return 4 - (int) (magnitude / LEVELS * 4);
        }
    },
    /** {@code 4 + 4 m / 10} bits that are kept, as the paper on AutoAugment says. */
    POSTERIZING_ORIGINAL {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return (int) (magnitude / LEVELS * 4) + 4;
        }
    },
    /** Threshold {@code 256 m / 10}, at most 256: less happens at higher magnitudes. */
    SOLARIZING {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return Math.min(256, (int) (magnitude / LEVELS * 256));
        }
    },
    /** Threshold {@code 256 - 256 m / 10}, at least 0. */
    SOLARIZING_INCREASING {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return 256 - Math.min(256, (int) (magnitude / LEVELS * 256));
        }
    },
    /** {@code 110 m / 10} that are added, at most 128. */
    SOLARIZING_ADDITION {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return Math.min(128, (int) (magnitude / LEVELS * 110));
        }
    },
    /** Factor {@code 0.1 + 1.8 m / 10}: magnitude 5 changes nothing. */
    ENHANCEMENT {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return magnitude / LEVELS * 1.8 + 0.1;
        }
    },
    /** Factor {@code 1 + 0.9 m / 10} or {@code 1 - 0.9 m / 10}, at least 0.1. */
    ENHANCEMENT_INCREASING {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return Math.max(0.1, 1.0 + signed(magnitude / LEVELS * 0.9, random));
        }
    },
    /** {@code 0.5 + 0.5 m / 10} of the saturation that is taken away, at most 1. */
    DESATURATION {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return between(0.5, 1.0, magnitude);
        }
    },
    /** Standard deviation {@code 0.1 + 1.9 m / 10} pixels, at most 2. */
    BLUR {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return between(0.1, 2.0, magnitude);
        }
    },
    /** Standard deviation from 0.1 to {@code 2 m / 10} pixels, at most 2, evenly distributed. */
    RANDOM_BLUR {
        @Override
        double argument(double magnitude, AutomaticSettings settings, RandomSource random) {
            return random.uniform(0.1, 2.0 * between(0, 1, magnitude));
        }
    };

    private static final double LEVELS = 10;

    /**
     * The argument of an operation.
     *
     * @param magnitude 0 or more
     * @param settings what depends on the network's input
     * @param random where signs come from
     * @return the argument
     */
    abstract double argument(double magnitude, AutomaticSettings settings, RandomSource random);

    private static double signed(double value, RandomSource random) {
        return random.unit() > 0.5 ? -value : value;
    }

    private static double between(double low, double high, double magnitude) {
        return Math.max(low, Math.min(high, low + (high - low) * (magnitude / LEVELS)));
    }
}
