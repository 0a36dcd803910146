package io.metaformer4j.training.schedule;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the learning rate falls after the warm-up. Every formula takes the time {@code t} and the length {@code T} in the
 * schedule's unit, epochs or updates.
 */
public sealed interface Decay
        permits Decay.Constant, Decay.Cosine, Decay.Step, Decay.MultiStep, Decay.Polynomial, Tanh, Plateau {

    /**
     * The learning rate.
     *
     * @param base learning rate of the optimizer
     * @param time {@code t}, at least 0
     * @param length {@code T}: epochs of the run, in the schedule's unit
     * @param unit how many times an epoch is: 1, or the number of updates of an epoch
     * @return the learning rate at that time
     */
    double rate(double base, double time, double length, double unit);

    /**
     * The learning rate at which a warm-up ends that hides the first part of the decay.
     *
     * @param base learning rate of the optimizer
     * @param time length of the warm-up in the schedule's unit
     * @param length as in {@link #rate}
     * @param unit as in {@link #rate}
     * @return that of the optimizer, or a lower one
     */
    default double warmupEnd(double base, double time, double length, double unit) {
        return base;
    }

    /**
     * How long the decay takes.
     *
     * @param epochs epochs of the decay, or of its first cycle if it has several
     * @return epochs of the whole decay
     */
    default int totalEpochs(int epochs) {
        return epochs;
    }

    /**
     * The learning rate below which this decay never falls.
     *
     * @return a rate; empty if this kind has no such number
     */
    default OptionalDouble lowestRate() {
        return OptionalDouble.empty();
    }

    /**
     * How the metric of the epochs changes the learning rate.
     *
     * @return the rule; empty for decays that follow the time alone
     */
    default Optional<Plateau> plateau() {
        return Optional.empty();
    }

    /** Calls the visitor's method for this kind of decay. */
    <R> R accept(Visitor<R> visitor);

    /** One method for each kind of decay. */
    interface Visitor<R> {
        R constant(Constant decay);

        R cosine(Cosine decay);

        R tanh(Tanh decay);

        R step(Step decay);

        R multiStep(MultiStep decay);

        R polynomial(Polynomial decay);

        R plateau(Plateau decay);
    }

    /**
     * The optimizer's learning rate all the time.
     */
    record Constant() implements Decay {
        @Override
        public double rate(double base, double time, double length, double unit) {
            return base;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.constant(this);
        }
    }

    /**
     * Half a cosine: {@code min + (base - min) / 2 * (1 + cos(pi * (t / T)^k))}; after {@code cycles} cycles the minimum.
     *
     * @param minRate learning rate at the end
     * @param exponent {@code k} of the paper on k-decay (arXiv 2004.05909); 1 for the plain cosine
     * @param cycles how often the cosine is run through
     * @param cycleLength length of a cycle divided by that of the one before it
     * @param cycleHeight first learning rate of a cycle divided by that of the one before it
     */
    record Cosine(double minRate, double exponent, int cycles, double cycleLength, double cycleHeight)
            implements Decay {
        public Cosine {
            requireRate(minRate);
            requirePositive("exponent", exponent);
            requirePositive("number of cycles", cycles);
            requirePositive("cycle length factor", cycleLength);
            requirePositive("cycle height factor", cycleHeight);
        }

        /**
         * One plain cosine.
         *
         * @param minRate learning rate at the end
         */
        public Cosine(double minRate) {
            this(minRate, 1, 1, 1, 1);
        }

        @Override
        public OptionalDouble lowestRate() {
            return OptionalDouble.of(minRate);
        }

        @Override
        public int totalEpochs(int epochs) {
            return Cycle.total(epochs, cycles, cycleLength);
        }

        @Override
        public double rate(double base, double time, double length, double unit) {
            Cycle cycle = Cycle.at(time, length, cycleLength);
            if (cycle.index() >= cycles) {
                return minRate;
            }
            double top = base * Math.pow(cycleHeight, cycle.index());
            double angle = Math.PI * Math.pow(cycle.time(), exponent) / Math.pow(cycle.length(), exponent);
            return minRate + 0.5 * (top - minRate) * (1 + Math.cos(angle));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cosine(this);
        }
    }

    /**
     * {@code base * factor^floor(t / period)}.
     *
     * @param epochs length of a period
     * @param factor what the learning rate is multiplied with after each period
     */
    record Step(double epochs, double factor) implements Decay {
        public Step {
            requirePositive("period of the step decay", epochs);
            requirePositive("factor of the step decay", factor);
        }

        @Override
        public double rate(double base, double time, double length, double unit) {
            return base * Math.pow(factor, Math.floor(time / (epochs * unit)));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.step(this);
        }
    }

    /**
     * The learning rate is multiplied with a factor at given times. As in timm a milestone acts one time step early.
     *
     * @param milestones epochs, in rising order
     * @param factor what the learning rate is multiplied with at each
     */
    record MultiStep(List<Integer> milestones, double factor) implements Decay {
        public MultiStep {
            milestones = List.copyOf(milestones);
            for (int i = 1; i < milestones.size(); i++) {
                if (milestones.get(i) <= milestones.get(i - 1)) {
                    throw new MetaFormerException("the milestones " + milestones + " must rise");
                }
            }
            requirePositive("factor of the step decay", factor);
        }

        @Override
        public double rate(double base, double time, double length, double unit) {
            long passed = milestones.stream().filter(m -> m * unit <= time + 1).count();
            return base * Math.pow(factor, (double) passed);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.multiStep(this);
        }
    }

    /**
     * {@code min + (base - min) * (1 - (t / T)^k)^power}.
     *
     * @param minRate learning rate at the end
     * @param power exponent of the whole; timm takes its {@code decay_rate} for it
     * @param exponent {@code k} of the paper on k-decay (arXiv 2004.05909); 1 for the plain polynomial
     */
    record Polynomial(double minRate, double power, double exponent) implements Decay {
        public Polynomial {
            requireRate(minRate);
            requirePositive("power", power);
            requirePositive("exponent", exponent);
        }

        /**
         * The plain polynomial.
         *
         * @param minRate learning rate at the end
         * @param power exponent
         */
        public Polynomial(double minRate, double power) {
            this(minRate, power, 1);
        }

        @Override
        public OptionalDouble lowestRate() {
            return OptionalDouble.of(minRate);
        }

        @Override
        public double rate(double base, double time, double length, double unit) {
            if (time >= length) {
                return minRate;
            }
            double done = Math.pow(time, exponent) / Math.pow(length, exponent);
            return minRate + (base - minRate) * Math.pow(1 - done, power);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.polynomial(this);
        }
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0)) {
            throw new MetaFormerException("the " + what + " is " + value + ", but must be positive");
        }
    }

    private static void requireRate(double value) {
        if (!(value >= 0)) {
            throw new MetaFormerException("the lowest learning rate is " + value + ", but must not be negative");
        }
    }
}
