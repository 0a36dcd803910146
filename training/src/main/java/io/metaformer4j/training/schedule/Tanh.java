package io.metaformer4j.training.schedule;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.OptionalDouble;

/**
 * {@code min + (base - min) / 2 * (1 - tanh(-7 * (1 - t / T) + 3 * t / T))} (arXiv 1806.01593): nearly flat for the first half,
 * then a fall; after the end the minimum. It begins a millionth below the optimizer's learning rate, since the curve does.
 *
 * @param minRate learning rate at the end
 */
public record Tanh(double minRate) implements Decay {

    /** Where on the curve the decay begins and ends, as in timm. */
    private static final double LOWER = -7;

    private static final double UPPER = 3;

    public Tanh {
        if (!(minRate >= 0)) {
            throw new MetaFormerException("the lowest learning rate is " + minRate + ", but must not be negative");
        }
    }

    @Override
    public OptionalDouble lowestRate() {
        return OptionalDouble.of(minRate);
    }

    @Override
    public double warmupEnd(double base, double time, double length, double unit) {
        return rate(base, time, length, unit);
    }

    @Override
    public double rate(double base, double time, double length, double unit) {
        if (time >= length) {
            return minRate;
        }
        double share = time / length;
        return minRate + 0.5 * (base - minRate) * (1 - Math.tanh(LOWER * (1 - share) + UPPER * share));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.tanh(this);
    }
}
