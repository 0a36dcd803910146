package io.metaformer4j.training.optimizer;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which optimizer is used, with all its numbers. A recipe stores one of these; a new optimizer is a record here, a name in the
 * recipe's JSON and an implementation of {@link Optimizer}.
 */
public sealed interface OptimizerSpec {

    /** Largest learning rate of the schedule. */
    double rate();

    /** Weight decay of the parameters that decay. */
    double weightDecay();

    /**
     * The numbers of a parameter group under PyTorch's names, besides its weight decay.
     *
     * @return plain data
     */
    Map<String, Object> torchOptions();

    /**
     * What the optimizer remembers of each parameter; a run can go on with another one only if it remembers the same.
     *
     * @return PyTorch's names, as in {@link Optimizer#state()}
     */
    Set<String> stateNames();

    /**
     * The same with another learning rate and weight decay.
     *
     * @param newRate largest learning rate of the schedule
     * @param newWeightDecay weight decay
     * @return the changed description
     */
    OptimizerSpec with(double newRate, double newWeightDecay);

    /** Calls the visitor's method for this kind of optimizer. */
    <R> R accept(Visitor<R> visitor);

    /** One method for each kind of optimizer. */
    interface Visitor<R> {
        R adamW(AdamW spec);

        R sgd(Sgd spec);
    }

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
            return new FusedOptimizer(new AdamWRule(this), groups);
        }

        @Override
        public Set<String> stateNames() {
            return Set.of(AdamWRule.STEP, AdamWRule.AVERAGE, AdamWRule.SQUARE);
        }

        @Override
        public AdamW with(double newRate, double newWeightDecay) {
            return new AdamW(newRate, newWeightDecay, beta1, beta2, epsilon);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.adamW(this);
        }
    }

    /**
     * Stochastic gradient descent with momentum, as PyTorch's {@code SGD} without dampening: {@code g += weightDecay * w},
     * {@code m = momentum * m + g}, then {@code w -= rate * m}, or with Nesterov's momentum
     * {@code w -= rate * (g + momentum * m)}.
     *
     * @param rate largest learning rate of the schedule
     * @param weightDecay L2 penalty, which unlike that of AdamW is a part of the gradient
     * @param momentum share of the last step in the next, in [0, 1); 0 for none
     * @param nesterov whether the gradient is corrected as if the momentum had acted already; needs momentum
     */
    record Sgd(double rate, double weightDecay, double momentum, boolean nesterov) implements OptimizerSpec {
        public Sgd {
            require(rate > 0, "learning rate", rate, "must be positive");
            require(weightDecay >= 0, "weight decay", weightDecay, "must not be negative");
            require(momentum >= 0 && momentum < 1, "momentum", momentum, "must be at least 0 and below 1");
            require(momentum > 0 || !nesterov, "momentum", momentum, "must be positive for Nesterov's");
        }

        /**
         * Nesterov's momentum of 0.9, timm's default for {@code sgd}.
         *
         * @param rate largest learning rate of the schedule
         * @param weightDecay L2 penalty
         * @return the description
         */
        public static Sgd of(double rate, double weightDecay) {
            return new Sgd(rate, weightDecay, 0.9, true);
        }

        /**
         * The same with another momentum, Nesterov's if there is any.
         *
         * @param share share of the last step in the next, in [0, 1)
         * @return the changed description
         */
        public Sgd withMomentum(double share) {
            return new Sgd(rate, weightDecay, share, share > 0 && (nesterov || momentum == 0));
        }

        @Override
        public Map<String, Object> torchOptions() {
            Map<String, Object> options = new LinkedHashMap<>();
            options.put("lr", rate);
            options.put("momentum", momentum);
            options.put("dampening", 0.0);
            options.put("nesterov", nesterov);
            options.put("maximize", false);
            return options;
        }

        @Override
        public Optimizer create(List<ParameterGroup> groups) {
            return new FusedOptimizer(new SgdRule(this), groups);
        }

        @Override
        public Set<String> stateNames() {
            return momentum > 0 ? Set.of(SgdRule.MOMENTUM) : Set.of();
        }

        @Override
        public Sgd with(double newRate, double newWeightDecay) {
            return new Sgd(newRate, newWeightDecay, momentum, nesterov);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sgd(this);
        }
    }

    private static void require(boolean condition, String what, double value, String rule) {
        if (!condition) {
            throw new MetaFormerException("the " + what + " of the optimizer is " + value + ", but " + rule);
        }
    }
}
