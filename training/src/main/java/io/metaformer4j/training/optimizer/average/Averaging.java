package io.metaformer4j.training.optimizer.average;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;

/** Whether the weights are averaged over time. */
public sealed interface Averaging {

    /** The average that follows the weights, or empty if the weights of the last step are the result. */
    Optional<Moving> average();

    /**
     * The same kind of average with another decay.
     *
     * @param decay largest decay, in [0, 1)
     * @return the changed averaging; where nothing was averaged, an exponential average whose decay is the same from
     *     the second update on
     */
    Averaging withDecay(double decay);

    /**
     * The same average with or without a rise of its decay.
     *
     * @param rises whether the decay rises to its final value
     * @return the changed averaging, or nothing if this kind has no such rise
     */
    default Optional<Averaging> withWarmup(boolean rises) {
        return Optional.empty();
    }

    /** How an average follows the weights. */
    interface Moving {

        /** Largest decay. */
        double decay();

        /**
         * The decay of an update.
         *
         * @param update number of the update, from 1
         * @return the decay; 0 means that the average becomes a copy of the weights
         */
        double decayAt(long update);

        /** Whether whole numbers, such as counters, are averaged too and rounded towards zero, or copied. */
        boolean averagesCounters();
    }

    /** The weights of the last step are the result. */
    record None() implements Averaging {
        @Override
        public Optional<Moving> average() {
            return Optional.empty();
        }

        @Override
        public Exponential withDecay(double decay) {
            return new Exponential(decay);
        }
    }

    /**
     * The same decay from the first update on, for everything: timm's {@code ModelEmaV2}.
     *
     * @param decay the decay, below 1
     */
    record Steady(double decay) implements Averaging, Moving {
        public Steady {
            requireDecay(decay);
        }

        @Override
        public Optional<Moving> average() {
            return Optional.of(this);
        }

        @Override
        public Steady withDecay(double other) {
            return new Steady(other);
        }

        @Override
        public double decayAt(long update) {
            return decay;
        }

        @Override
        public boolean averagesCounters() {
            return true;
        }
    }

    /**
     * Exponential moving average: {@code average += (1 - decay) * (weight - average)} after each update, timm's
     * {@code ModelEmaV3}.
     *
     * @param decay largest decay, below 1
     * @param warmup how the decay rises to it
     */
    record Exponential(double decay, DecayWarmup warmup) implements Averaging, Moving {
        public Exponential {
            requireDecay(decay);
        }

        /**
         * A constant decay.
         *
         * @param decay the decay
         */
        public Exponential(double decay) {
            this(decay, DecayWarmup.NONE);
        }

        @Override
        public Optional<Moving> average() {
            return Optional.of(this);
        }

        @Override
        public Exponential withDecay(double other) {
            return new Exponential(other, warmup);
        }

        @Override
        public Optional<Averaging> withWarmup(boolean rises) {
            return Optional.of(new Exponential(
                    decay,
                    new DecayWarmup(rises, warmup.gamma(), warmup.power(), warmup.minDecay(), warmup.updateAfter())));
        }

        @Override
        public double decayAt(long update) {
            return warmup.decayAt(update, decay);
        }

        @Override
        public boolean averagesCounters() {
            return false;
        }
    }

    /**
     * The rise of the decay, {@code 1 - (1 + n / gamma)^-power} in the n-th counted update.
     *
     * @param enabled whether the decay rises, or has its final value at once
     * @param gamma {@code gamma}
     * @param power {@code power}
     * @param minDecay smallest decay of a counted update
     * @param updateAfter updates that are not counted, besides the first, and only copy the weights
     */
    record DecayWarmup(boolean enabled, double gamma, double power, double minDecay, long updateAfter) {
        /** The decay has its final value from the second update on; the first copies the weights. */
        public static final DecayWarmup NONE = new DecayWarmup(false, 1, 2.0 / 3, 0, 0);

        /** timm's: gamma 1, power 2/3. */
        public static final DecayWarmup TIMM = new DecayWarmup(true, 1, 2.0 / 3, 0, 0);

        public DecayWarmup {
            if (!(gamma > 0) || !(power > 0) || !(minDecay >= 0 && minDecay < 1) || updateAfter < 0) {
                throw new MetaFormerException("the warm-up of the weight average (gamma " + gamma + ", power " + power
                        + ", smallest decay " + minDecay + ", after " + updateAfter + " updates) is impossible");
            }
        }

        double decayAt(long update, double decay) {
            long counted = Math.max(0, update - updateAfter - 1);
            if (counted == 0) {
                return 0;
            }
            if (!enabled) {
                return decay;
            }
            double rising = 1 - Math.pow(1 + counted / gamma, -power);
            return Math.max(Math.min(rising, decay), minDecay);
        }
    }

    private static void requireDecay(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new MetaFormerException(
                    "the decay of the weight average is " + decay + ", but must be at least 0 and below 1");
        }
    }
}
