package io.metaformer4j.training.schedule;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Optional;

/**
 * How the learning rate falls after the warm-up. Every formula takes the time {@code t} and the length {@code T} in the
 * schedule's unit, epochs or updates.
 */
public sealed interface Decay {

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
     * The same decay towards another lowest learning rate.
     *
     * @param rate learning rate at the end
     * @return the decay, or nothing if this kind has no lowest learning rate
     */
    default Optional<Decay> withMinRate(double rate) {
        return Optional.empty();
    }

    /**
     * The optimizer's learning rate all the time.
     */
    record Constant() implements Decay {
        @Override
        public double rate(double base, double time, double length, double unit) {
            return base;
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
        public Optional<Decay> withMinRate(double rate) {
            return Optional.of(new Cosine(rate, exponent, cycles, cycleLength, cycleHeight));
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
    }

    /**
     * {@code min + (base - min) * (1 - t / T)^power}.
     *
     * @param minRate learning rate at the end
     * @param power exponent; timm takes its {@code decay_rate} for it
     */
    record Polynomial(double minRate, double power) implements Decay {
        public Polynomial {
            requireRate(minRate);
            requirePositive("power", power);
        }

        @Override
        public Optional<Decay> withMinRate(double rate) {
            return Optional.of(new Polynomial(rate, power));
        }

        @Override
        public double rate(double base, double time, double length, double unit) {
            if (time >= length) {
                return minRate;
            }
            return minRate + (base - minRate) * Math.pow(1 - time / length, power);
        }
    }

    /** A time within a train of cycles, each longer than the last by a factor. */
    record Cycle(int index, double time, double length) {
        static Cycle at(double time, double first, double growth) {
            if (growth == 1) {
                int index = (int) Math.floor(time / first);
                return new Cycle(index, time - first * index, first);
            }
            int index = (int) Math.floor(Math.log(1 - time / first * (1 - growth)) / Math.log(growth));
            double start = (1 - Math.pow(growth, index)) / (1 - growth) * first;
            return new Cycle(index, time - start, Math.pow(growth, index) * first);
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
