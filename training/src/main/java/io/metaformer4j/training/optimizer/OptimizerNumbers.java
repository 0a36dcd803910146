package io.metaformer4j.training.optimizer;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;

/** Checks the numbers of optimizers. */
final class OptimizerNumbers {

    private OptimizerNumbers() {}

    static void require(boolean condition, String what, double value, String rule) {
        if (!condition) {
            throw new MetaFormerException("the " + what + " of the optimizer is " + value + ", but " + rule);
        }
    }

    static void requireRates(double rate, double weightDecay) {
        require(rate > 0, "learning rate", rate, "must be positive");
        require(weightDecay >= 0, "weight decay", weightDecay, "must not be negative");
    }

    static void requireShare(String what, double share) {
        require(share >= 0 && share < 1, what, share, "must be at least 0 and below 1");
    }

    static void requireEpsilon(double epsilon) {
        require(epsilon > 0, "epsilon", epsilon, "must be positive");
    }

    /** So many betas as the optimizer has. */
    static void requireBetas(String name, List<Double> betas, int count) {
        if (betas.size() != count) {
            throw new MetaFormerException(
                    "the optimizer " + name + " has " + count + " betas, not " + betas.size() + ": " + betas);
        }
    }
}
