package io.metaformer4j.training.optimizer;

import io.metaformer4j.training.optimizer.rule.AdanRule;
import io.metaformer4j.training.optimizer.rule.StateNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adan (arXiv 2208.06677) as in timm 1.0.29: Adam with Nesterov's momentum, from the differences between gradients that follow
 * each other. Steps are counted by group. timm calls it {@code adan} with {@code proximal}, {@code adanw} without. It
 * remembers twice as much as AdamW.
 *
 * @param rate largest learning rate of the schedule
 * @param weightDecay weight decay, multiplied with the learning rate in each step
 * @param beta1 decay of the average of gradients
 * @param beta2 decay of the average of differences
 * @param beta3 decay of the average of squares
 * @param epsilon added to the root of the squared average
 * @param proximal whether the decay divides the new weights by {@code 1 + rate * weightDecay}, as in the paper; otherwise it
 *     multiplies the old ones, as in AdamW
 */
public record Adan(
        double rate, double weightDecay, double beta1, double beta2, double beta3, double epsilon, boolean proximal)
        implements OptimizerSpec {

    static final String NO_PROX = "no_prox";

    public Adan {
        OptimizerNumbers.requireRates(rate, weightDecay);
        OptimizerNumbers.requireShare("beta1", beta1);
        OptimizerNumbers.requireShare("beta2", beta2);
        OptimizerNumbers.requireShare("beta3", beta3);
        OptimizerNumbers.requireEpsilon(epsilon);
    }

    /**
     * Adan with betas 0.98, 0.92 and 0.99, epsilon 1e-8 and the decay of the paper.
     *
     * @param rate largest learning rate of the schedule
     * @param weightDecay weight decay
     * @return the description
     */
    public static Adan of(double rate, double weightDecay) {
        return new Adan(rate, weightDecay, 0.98, 0.92, 0.99, 1e-8, true);
    }

    @Override
    public String name() {
        return proximal ? "adan" : "adanw";
    }

    @Override
    public Map<String, Object> torchOptions() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("lr", rate);
        options.put("betas", List.of(beta1, beta2, beta3));
        options.put("eps", epsilon);
        options.put(NO_PROX, !proximal);
        options.put("caution", false);
        return options;
    }

    @Override
    public Optimizer create(List<ParameterGroup> groups) {
        return new FusedOptimizer(new AdanRule(beta1, beta2, beta3, epsilon, proximal), groups);
    }

    @Override
    public Set<String> stateNames() {
        return Set.of(
                StateNames.STEP, StateNames.AVERAGE, StateNames.DIFFERENCE, StateNames.SQUARE, StateNames.NEGATIVE);
    }

    @Override
    public Adan with(double newRate, double newWeightDecay) {
        return new Adan(newRate, newWeightDecay, beta1, beta2, beta3, epsilon, proximal);
    }

    @Override
    public Optional<OptimizerSpec> withEpsilon(double other) {
        return Optional.of(new Adan(rate, weightDecay, beta1, beta2, beta3, other, proximal));
    }

    @Override
    public Optional<OptimizerSpec> withBetas(List<Double> betas) {
        OptimizerNumbers.requireBetas(name(), betas, 3);
        return Optional.of(new Adan(rate, weightDecay, betas.get(0), betas.get(1), betas.get(2), epsilon, proximal));
    }

    @Override
    public Optional<OptimizerSpec> withSwitch(String option, boolean on) {
        return option.equals(NO_PROX)
                ? Optional.of(new Adan(rate, weightDecay, beta1, beta2, beta3, epsilon, !on))
                : Optional.empty();
    }
}
