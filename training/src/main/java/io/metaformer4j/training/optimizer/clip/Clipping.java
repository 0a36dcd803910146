package io.metaformer4j.training.optimizer.clip;

import io.metaformer4j.zoo.MetaFormerException;

/** What happens to gradients that are too large. */
public sealed interface Clipping {

    /** Exponent of the norm of all gradients that is measured, whether or not it is what is limited. */
    default double exponent() {
        return 2;
    }

    /** Whether large gradients are changed at all. */
    default boolean limits() {
        return true;
    }

    /**
     * The same kind with another limit.
     *
     * @param limit the largest norm, the largest value or the factor of the units' lengths; above 0
     * @return the changed clipping; where nothing was limited, the Euclidean norm is
     */
    Clipping withLimit(double limit);

    /** Calls the visitor's method for this kind of clipping. */
    void accept(Visitor visitor);

    /** One method for each kind of clipping. */
    interface Visitor {
        void none(None clipping);

        void norm(JointNorm clipping);

        void value(Value clipping);

        void adaptive(Adaptive clipping);
    }

    /** Gradients stay as they are. */
    record None() implements Clipping {
        @Override
        public boolean limits() {
            return false;
        }

        @Override
        public JointNorm withLimit(double limit) {
            return new JointNorm(limit);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.none(this);
        }
    }

    /**
     * All gradients are divided by one number if their joint norm is too large, as by PyTorch's {@code clip_grad_norm_}.
     *
     * @param max largest norm
     * @param exponent exponent of the norm: 2, 1 or infinity
     */
    record JointNorm(double max, double exponent) implements Clipping {

        /** Added to the norm before dividing by it, as in PyTorch. */
        private static final double GUARD = 1e-6;

        public JointNorm {
            if (!(max > 0) || !(exponent > 0)) {
                throw new MetaFormerException(
                        "clipping to norm " + max + " with exponent " + exponent + " needs two positive numbers");
            }
        }

        /**
         * Clips the Euclidean norm.
         *
         * @param max largest norm
         */
        public JointNorm(double max) {
            this(max, 2);
        }

        /** What the gradients are multiplied with, at most 1, given their finite norm. */
        double factor(double total) {
            return max < total + GUARD ? max / (total + GUARD) : 1;
        }

        @Override
        public JointNorm withLimit(double limit) {
            return new JointNorm(limit, exponent);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.norm(this);
        }
    }

    /**
     * Each value of a gradient is cut off, as by PyTorch's {@code clip_grad_value_}.
     *
     * @param max largest absolute value
     */
    record Value(double max) implements Clipping {
        public Value {
            if (!(max > 0)) {
                throw new MetaFormerException("clipping values to " + max + " needs a positive number");
            }
        }

        @Override
        public Value withLimit(double limit) {
            return new Value(limit);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.value(this);
        }
    }

    /**
     * Adaptive gradient clipping (arXiv 2102.06171) as timm's {@code agc}: the gradient of each unit, which is a row of a
     * weight or a whole vector, is shortened to a share of the length of the unit. The classifier is left alone, as timm's
     * training does.
     *
     * @param factor longest gradient of a unit, divided by the length of the unit
     */
    record Adaptive(double factor) implements Clipping {
        public Adaptive {
            if (!(factor > 0)) {
                throw new MetaFormerException("adaptive clipping with factor " + factor + " needs a positive number");
            }
        }

        @Override
        public Adaptive withLimit(double limit) {
            return new Adaptive(limit);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.adaptive(this);
        }
    }
}
