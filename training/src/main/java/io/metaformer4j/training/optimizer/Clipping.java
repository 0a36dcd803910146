package io.metaformer4j.training.optimizer;

import io.metaformer4j.zoo.MetaFormerException;

/** What happens to gradients that are too large. */
public sealed interface Clipping {

    /** Exponent of the norm of all gradients that is measured, and limited if there is a limit. */
    double exponent();

    /**
     * What the gradients are multiplied with.
     *
     * @param total their norm; NaN or infinite if a gradient is, which is left as it is
     * @return a factor of at most 1; 1 if they stay as they are
     */
    double factor(double total);

    /** Whether large gradients are changed at all. */
    boolean limits();

    /** Gradients stay as they are. */
    record None() implements Clipping {
        @Override
        public double exponent() {
            return 2;
        }

        @Override
        public double factor(double total) {
            return 1;
        }

        @Override
        public boolean limits() {
            return false;
        }
    }

    /**
     * All gradients are divided by one number if their joint norm is too large, as by PyTorch's {@code clip_grad_norm_}.
     *
     * @param max largest norm
     * @param exponent exponent of the norm: 2, 1 or infinity
     */
    record Norm(double max, double exponent) implements Clipping {

        /** Added to the norm before dividing by it, as in PyTorch. */
        private static final double GUARD = 1e-6;

        public Norm {
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
        public Norm(double max) {
            this(max, 2);
        }

        @Override
        public double factor(double total) {
            return max < total + GUARD && Double.isFinite(total) ? max / (total + GUARD) : 1;
        }

        @Override
        public boolean limits() {
            return true;
        }
    }
}
