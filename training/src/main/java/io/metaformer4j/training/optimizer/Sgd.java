package io.metaformer4j.training.optimizer;

import io.metaformer4j.training.optimizer.rule.SgdRule;
import io.metaformer4j.training.optimizer.rule.StateNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stochastic gradient descent with momentum, as PyTorch's {@code SGD} without dampening: {@code g += weightDecay * w},
 * {@code m = momentum * m + g}, then {@code w -= rate * m}, or with Nesterov's momentum
 * {@code w -= rate * (g + momentum * m)}. timm calls it {@code sgd} with Nesterov's momentum, {@code momentum} with the plain
 * one.
 *
 * @param rate largest learning rate of the schedule
 * @param weightDecay L2 penalty, which unlike that of AdamW is a part of the gradient
 * @param momentum share of the last step in the next, in [0, 1); 0 for none
 * @param nesterov whether the gradient is corrected as if the momentum had acted already; needs momentum
 */
public record Sgd(double rate, double weightDecay, double momentum, boolean nesterov) implements OptimizerSpec {

    static final double MOMENTUM = 0.9;

    public Sgd {
        OptimizerNumbers.requireRates(rate, weightDecay);
        OptimizerNumbers.requireShare("momentum", momentum);
        OptimizerNumbers.require(momentum > 0 || !nesterov, "momentum", momentum, "must be positive for Nesterov's");
    }

    /**
     * Nesterov's momentum of 0.9, timm's default for {@code sgd}.
     *
     * @param rate largest learning rate of the schedule
     * @param weightDecay L2 penalty
     * @return the description
     */
    public static Sgd of(double rate, double weightDecay) {
        return new Sgd(rate, weightDecay, MOMENTUM, true);
    }

    @Override
    public String name() {
        return nesterov || momentum == 0 ? "sgd" : "momentum";
    }

    /** The same with another momentum, which is Nesterov's unless it was another kind. */
    @Override
    public Optional<OptimizerSpec> withMomentum(double share) {
        return Optional.of(new Sgd(rate, weightDecay, share, share > 0 && (nesterov || momentum == 0)));
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
        return new FusedOptimizer(new SgdRule(momentum, nesterov), groups);
    }

    @Override
    public Set<String> stateNames() {
        return momentum > 0 ? Set.of(StateNames.MOMENTUM) : Set.of();
    }

    @Override
    public Sgd with(double newRate, double newWeightDecay) {
        return new Sgd(newRate, newWeightDecay, momentum, nesterov);
    }
}
