package io.metaformer4j.training.schedule;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The learning rate is multiplied with a factor whenever a metric has not got better for a while, with the meaning of PyTorch's
 * {@code ReduceLROnPlateau}. It changes between epochs only, after a validation; the validations of the warm-up do not count.
 *
 * @param minRate learning rate below which it never falls
 * @param factor what the learning rate is multiplied with, below 1
 * @param patience how many validations in a row may be without a better value; the one after them reduces the rate
 * @param metric name of the metric that is followed, one of those that the validation measures
 * @param threshold share of the best value by which another must be better to count as such
 * @param cooldown validations after a reduction that cannot be bad
 */
public record Plateau(double minRate, double factor, int patience, String metric, double threshold, int cooldown)
        implements Decay {

    /** PyTorch's {@code eps}: a smaller reduction is not made. */
    private static final double SMALLEST_REDUCTION = 1e-8;

    /** PyTorch's {@code threshold}. */
    private static final double THRESHOLD = 1e-4;

    public Plateau {
        metric = Metric.nameOf(metric);
        require(minRate >= 0, "the lowest learning rate is " + minRate + ", but must not be negative");
        require(
                factor > 0 && factor < 1,
                "the factor of the plateau schedule is " + factor + ", but must be above 0 and below 1");
        require(patience >= 0, "a patience of " + patience + " epochs must not be negative");
        require(
                threshold >= 0 && threshold < 1,
                "the threshold of the plateau schedule is " + threshold + ", but must be at least 0 and below 1");
        require(cooldown >= 0, "a rest of " + cooldown + " epochs after a reduction must not be negative");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new MetaFormerException(message);
        }
    }

    /**
     * Follows the accuracy with PyTorch's threshold and without a rest.
     *
     * @param minRate learning rate below which it never falls
     * @param factor what the learning rate is multiplied with
     * @param patience validations in a row that may be without a better value
     * @return the decay
     */
    public static Plateau of(double minRate, double factor, int patience) {
        return new Plateau(minRate, factor, patience, ClassificationMetrics.TOP1.name(), THRESHOLD, 0);
    }

    /** The rate before any reduction. */
    @Override
    public double rate(double base, double time, double length, double unit) {
        return base;
    }

    /** The rate after the reductions so far. */
    double reduced(double base, PlateauState state) {
        double rate = base;
        for (int i = 0; i < state.reductions(); i++) {
            rate = next(rate);
        }
        return rate;
    }

    private double next(double rate) {
        double lower = Math.max(rate * factor, minRate);
        return rate - lower > SMALLEST_REDUCTION ? lower : rate;
    }

    /** What is known after another validation, at a learning rate of the optimizer. */
    PlateauState after(PlateauState state, double base, Metrics metrics) {
        double now = metrics.value(metric);
        boolean rising = metrics.metric(metric).higherIsBetter();
        double worst = rising ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        boolean better = isBetter(rising, now, state.best().orElse(worst));
        OptionalDouble best = better ? OptionalDouble.of(now) : state.best();
        boolean resting = state.rest() > 0;
        int bad = better || resting ? 0 : state.bad() + 1;
        if (bad <= patience) {
            return new PlateauState(best, bad, resting ? state.rest() - 1 : 0, state.reductions());
        }
        double rate = reduced(base, state);
        return new PlateauState(best, 0, cooldown, next(rate) < rate ? state.reductions() + 1 : state.reductions());
    }

    private boolean isBetter(boolean rising, double now, double best) {
        return rising ? now > best * (1 + threshold) : now < best * (1 - threshold);
    }

    @Override
    public OptionalDouble lowestRate() {
        return OptionalDouble.of(minRate);
    }

    @Override
    public Optional<Plateau> plateau() {
        return Optional.of(this);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.plateau(this);
    }
}
