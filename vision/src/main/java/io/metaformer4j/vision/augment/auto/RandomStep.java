package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.RandomSource;

/**
 * An operation that happens or not.
 *
 * @param operation what happens
 * @param probability how often, 0 to 1
 * @param magnitude how much of it
 */
record RandomStep(AugmentOperation operation, double probability, Magnitude magnitude) {

    void apply(Canvas canvas, AutomaticSettings settings, RandomSource random) {
        if (probability >= 1 || random.chance(probability)) {
            operation.apply(canvas, magnitude.draw(random), settings, random);
        }
    }
}
