package io.metaformer4j.training.optimizer;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which optimizer is used, with all its numbers. */
public sealed interface OptimizerSpec {

    /**
     * Largest learning rate of the schedule.
     *
     * @return the learning rate
     */
    double rate();

    /**
     * Weight decay of the parameters that decay.
     *
     * @return the weight decay
     */
    double weightDecay();

    /**
     * The numbers of a parameter group under PyTorch's names, besides its weight decay.
     *
     * @return plain data
     */
    Map<String, Object> torchOptions();

    /**
     * Creates the optimizer.
     *
     * @param groups what it trains
     * @return the optimizer, to be closed by the caller
     */
    Optimizer create(List<ParameterGroup> groups);

    /**
     * AdamW: Adam with decoupled weight decay (arXiv 1711.05101), as in PyTorch.
     *
     * @param rate largest learning rate of the schedule
     * @param weightDecay weight decay, multiplied with the learning rate in each step
     * @param beta1 decay of the average of gradients
     * @param beta2 decay of the average of squared gradients
     * @param epsilon added to the root of the squared average
     */
    record AdamW(double rate, double weightDecay, double beta1, double beta2, double epsilon) implements OptimizerSpec {
        public AdamW {
            require(rate > 0, "learning rate", rate, "must be positive");
            require(weightDecay >= 0, "weight decay", weightDecay, "must not be negative");
            require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "must be at least 0 and below 1");
            require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "must be at least 0 and below 1");
            require(epsilon > 0, "epsilon", epsilon, "must be positive");
        }

        /**
         * AdamW with PyTorch's betas 0.9 and 0.999 and epsilon 1e-8.
         *
         * @param rate largest learning rate of the schedule
         * @param weightDecay weight decay
         * @return the description
         */
        public static AdamW of(double rate, double weightDecay) {
            return new AdamW(rate, weightDecay, 0.9, 0.999, 1e-8);
        }

        @Override
        public Map<String, Object> torchOptions() {
            Map<String, Object> options = new LinkedHashMap<>();
            options.put("lr", rate);
            options.put("betas", List.of(beta1, beta2));
            options.put("eps", epsilon);
            options.put("amsgrad", false);
            options.put("maximize", false);
            options.put("decoupled_weight_decay", true);
            return options;
        }

        @Override
        public Optimizer create(List<ParameterGroup> groups) {
            return new AdamWOptimizer(this, groups);
        }
    }

    private static void require(boolean condition, String what, double value, String rule) {
        if (!condition) {
            throw new MetaFormerException("the " + what + " of the optimizer is " + value + ", but " + rule);
        }
    }
}
