package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.random.RandomSource;

/**
 * The distribution of the magnitude of an operation.
 *
 * @param mean its mean, or its largest value where it is evenly distributed
 * @param deviation its standard deviation; 0 for none, infinite for magnitudes from 0 that are evenly distributed
 * @param limit what is larger becomes this, and what is negative 0
 */
record Magnitude(double mean, double deviation, double limit) {

    /** timm's scale of magnitudes ends here. */
    static final int DEFAULT_LIMIT = 10;

    double draw(RandomSource random) {
        double drawn = mean;
        if (Double.isInfinite(deviation)) {
            drawn = random.uniform(0, mean);
        } else if (deviation > 0) {
            drawn = mean + deviation * random.gaussian();
        }
        return Math.max(0, Math.min(limit, drawn));
    }
}
