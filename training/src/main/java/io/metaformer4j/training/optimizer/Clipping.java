package io.metaformer4j.training.optimizer;

import io.metaformer4j.zoo.MetaFormerException;

/** What happens to gradients that are too large. */
public sealed interface Clipping {

    /** Gradients stay as they are. */
    record None() implements Clipping {}

    /**
     * All gradients are divided by one number if their joint norm is too large, as by PyTorch's {@code clip_grad_norm_}.
     *
     * @param max largest norm
     * @param exponent exponent of the norm: 2, 1 or infinity
     */
    record Norm(double max, double exponent) implements Clipping {
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
    }
}
