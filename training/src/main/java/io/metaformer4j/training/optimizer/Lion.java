package io.metaformer4j.training.optimizer;

import io.metaformer4j.training.optimizer.rule.LionRule;
import io.metaformer4j.training.optimizer.rule.StateNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lion (arXiv 2302.06675) as in timm 1.0.29: every value moves by the learning rate in the direction of
 * {@code sign(beta1 * m + (1 - beta1) * g)}, where {@code m} is an average of gradients with the decay {@code beta2}. It wants
 * about a tenth of AdamW's learning rate, and ten times its weight decay.
 *
 * @param rate largest learning rate of the schedule
 * @param weightDecay weight decay, multiplied with the learning rate in each step
 * @param beta1 share of the average in the direction of a step
 * @param beta2 decay of the average of gradients
 */
public record Lion(double rate, double weightDecay, double beta1, double beta2) implements OptimizerSpec {

    public Lion {
        OptimizerNumbers.requireRates(rate, weightDecay);
        OptimizerNumbers.requireShare("beta1", beta1);
        OptimizerNumbers.requireShare("beta2", beta2);
    }

    /**
     * Lion with betas 0.9 and 0.99.
     *
     * @param rate largest learning rate of the schedule
     * @param weightDecay weight decay
     * @return the description
     */
    public static Lion of(double rate, double weightDecay) {
        return new Lion(rate, weightDecay, 0.9, 0.99);
    }

    @Override
    public String name() {
        return "lion";
    }

    @Override
    public Map<String, Object> torchOptions() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("lr", rate);
        options.put("betas", List.of(beta1, beta2));
        options.put("caution", false);
        options.put("corrected_weight_decay", false);
        options.put("maximize", false);
        return options;
    }

    @Override
    public Optimizer create(List<ParameterGroup> groups) {
        return new FusedOptimizer(new LionRule(beta1, beta2), groups);
    }

    @Override
    public Set<String> stateNames() {
        return Set.of(StateNames.AVERAGE);
    }

    @Override
    public Lion with(double newRate, double newWeightDecay) {
        return new Lion(newRate, newWeightDecay, beta1, beta2);
    }

    @Override
    public Optional<OptimizerSpec> withBetas(List<Double> betas) {
        OptimizerNumbers.requireBetas(name(), betas, 2);
        return Optional.of(new Lion(rate, weightDecay, betas.get(0), betas.get(1)));
    }
}
