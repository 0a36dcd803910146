package io.metaformer4j.vision.resample;

import io.metaformer4j.zoo.Interpolation;

/** The continuous filters behind the interpolations, after Pillow 12.3 ({@code src/libImaging/Resample.c}). */
enum Kernel {
    BOX(0.5) {
        @Override
        double weight(double x) {
            return x > -0.5 && x <= 0.5 ? 1 : 0;
        }
    },
    BILINEAR(1) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            return distance < 1 ? 1 - distance : 0;
        }
    },
    /** Keys' cubic with a = -0.5. */
    BICUBIC(2) {
        private static final double A = -0.5;

        @Override
        double weight(double x) {
            double d = Math.abs(x);
            if (d < 1) {
                return ((A + 2) * d - (A + 3)) * d * d + 1;
            }
            return d < 2 ? (((d - 5) * d + 8) * d - 4) * A : 0;
        }
    },
    /** Sinc under a Hamming window, whose constants Pillow rounds to floats. */
    HAMMING(1) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            if (distance >= 1) {
                return 0;
            }
            return sinc(distance) * (0.54f + 0.46f * Math.cos(distance * Math.PI));
        }
    },
    /** Sinc windowed by a sinc three times as wide. */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    private final double support;

    Kernel(double support) {
        this.support = support;
    }

    /** Radius outside of which the filter is zero, in source pixels at scale 1. */
    double support() {
        return support;
    }

    abstract double weight(double x);

    static Kernel of(Interpolation interpolation) {
        return switch (interpolation) {
            case BOX -> BOX;
            case BILINEAR -> BILINEAR;
            case BICUBIC -> BICUBIC;
            case HAMMING -> HAMMING;
            case LANCZOS -> LANCZOS;
            case NEAREST -> throw new IllegalArgumentException("nearest has no kernel");
        };
    }

    private static double sinc(double x) {
        if (x == 0) {
            return 1;
        }
        double angle = x * Math.PI;
        return Math.sin(angle) / angle;
    }
}
