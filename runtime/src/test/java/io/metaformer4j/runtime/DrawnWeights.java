package io.metaformer4j.runtime;

import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.WeightMatrix;
import java.util.Optional;
import java.util.Random;

/**
 * Weights of single steps, drawn at random.
 *
 * @param random where from; each call goes on in it
 */
record DrawnWeights(Random random) {

    /** Numbers from one on, spread evenly. */
    Coefficients numbers(int count, float from, float width) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = from + width * random.nextFloat();
        }
        return Coefficients.of(values);
    }

    /** A product of given weights with biases on both sides of zero, {@code width} apart at most. */
    Product product(PlanValue in, PlanValue out, Coefficients weights, float width) {
        return Product.plain(
                out.name(),
                in,
                out,
                new WeightMatrix(out.channels(), in.channels(), weights),
                Optional.of(numbers(out.channels(), -width / 2, width)));
    }
}
