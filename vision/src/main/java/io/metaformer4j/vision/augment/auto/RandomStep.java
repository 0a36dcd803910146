package io.metaformer4j.vision.augment.auto;

import io.metaformer4j.vision.operation.Canvas;
import io.metaformer4j.vision.random.RandomSource;

/**
 * An operation that happens or not.
 *
 * @param operation what happens
 * @param probability how often, 0 to 1
 * @param strength how much of it
 */
record RandomStep(AugmentOperation operation, double probability, Strength strength) {

    void apply(Canvas canvas, AutomaticSettings settings, RandomSource draws) {
        if (probability >= 1 || draws.chance(probability)) {
            operation.apply(canvas, strength.draw(draws), settings, draws);
        }
    }
}
