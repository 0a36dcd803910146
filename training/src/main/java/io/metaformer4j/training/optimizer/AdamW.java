package io.metaformer4j.training.optimizer;

import io.metaformer4j.training.optimizer.kernel.ForeachOps;
import io.metaformer4j.training.optimizer.rule.AdamWRule;
import io.metaformer4j.training.optimizer.rule.StateNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * AdamW: Adam with decoupled weight decay (arXiv 1711.05101), as in PyTorch.
 *
 * @param rate largest learning rate of the schedule
 * @param weightDecay weight decay, multiplied with the learning rate in each step
 * @param beta1 decay of the average of gradients
 * @param beta2 decay of the average of squared gradients
 * @param epsilon added to the root of the squared average
 */
public record AdamW(double rate, double weightDecay, double beta1, double beta2, double epsilon)
        implements OptimizerSpec {

    public AdamW {
        OptimizerNumbers.requireRates(rate, weightDecay);
        OptimizerNumbers.requireShare("beta1", beta1);
        OptimizerNumbers.requireShare("beta2", beta2);
        OptimizerNumbers.requireEpsilon(epsilon);
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
    public String name() {
        return "adamw";
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
        return new FusedOptimizer(new AdamWRule(new ForeachOps.AdamWNumbers(beta1, beta2, epsilon)), groups);
    }

    @Override
    public Set<String> stateNames() {
        return Set.of(StateNames.STEP, StateNames.AVERAGE, StateNames.SQUARE);
    }

    @Override
    public AdamW with(double newRate, double newWeightDecay) {
        return new AdamW(newRate, newWeightDecay, beta1, beta2, epsilon);
    }

    @Override
    public Optional<OptimizerSpec> withEpsilon(double other) {
        return Optional.of(new AdamW(rate, weightDecay, beta1, beta2, other));
    }

    @Override
    public Optional<OptimizerSpec> withBetas(List<Double> betas) {
        OptimizerNumbers.requireBetas(name(), betas, 2);
        return Optional.of(new AdamW(rate, weightDecay, betas.get(0), betas.get(1), epsilon));
    }
}
