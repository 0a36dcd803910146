package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.random.RandomSource;

/**
 * How the magnitude of an operation is drawn.
 *
 * @param magnitude its mean, or its largest value where it is evenly distributed
 * @param deviation its standard deviation; 0 for none, infinite for magnitudes from 0 that are evenly distributed
 * @param limit what is larger becomes this, and what is negative 0
 */
record Strength(double magnitude, double deviation, double limit) {

    /** timm's scale of magnitudes ends here. */
    static final int USUAL_LIMIT = 10;

    double draw(RandomSource draws) {
        double drawn = magnitude;
        if (Double.isInfinite(deviation)) {
            drawn = draws.uniform(0, magnitude);
        } else if (deviation > 0) {
            drawn = magnitude + deviation * draws.gaussian();
        }
        return Math.max(0, Math.min(limit, drawn));
    }
}
