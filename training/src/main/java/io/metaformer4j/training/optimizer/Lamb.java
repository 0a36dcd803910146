package io.metaformer4j.training.optimizer;

import io.metaformer4j.training.optimizer.rule.LambRule;
import io.metaformer4j.training.optimizer.rule.StateNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * LAMB (arXiv 1904.00962) for large batches, as in timm 1.0.29: first all gradients are divided by one number if their joint
 * norm is too large, then Adam's update of each tensor is stretched to the length of the tensor. Steps are counted by group.
 * timm calls it {@code lamb}, {@code lambc} with {@code trustClip}, and {@code lambw} with {@code decoupledDecay}.
 *
 * @param rate largest learning rate of the schedule
 * @param weightDecay weight decay
 * @param beta1 decay of the average of gradients
 * @param beta2 decay of the average of squared gradients
 * @param epsilon added to the root of the squared average
 * @param maxGradientNorm largest joint norm of all gradients; empty for no limit
 * @param trustClip whether an update is never lengthened
 * @param alwaysAdapt whether updates of groups without weight decay are stretched, too
 * @param decoupledDecay whether the decay acts on the weights beside the update as in AdamW, and is no part of it
 */
public record Lamb(
        double rate,
        double weightDecay,
        double beta1,
        double beta2,
        double epsilon,
        OptionalDouble maxGradientNorm,
        boolean trustClip,
        boolean alwaysAdapt,
        boolean decoupledDecay)
        implements OptimizerSpec {

    static final String TRUST_CLIP = "trust_clip";
    static final String ALWAYS_ADAPT = "always_adapt";
    static final String DECOUPLED_DECAY = "decoupled_decay";

    public Lamb {
        OptimizerNumbers.requireRates(rate, weightDecay);
        OptimizerNumbers.requireShare("beta1", beta1);
        OptimizerNumbers.requireShare("beta2", beta2);
        OptimizerNumbers.requireEpsilon(epsilon);
        double largest = maxGradientNorm.orElse(1);
        boolean usable = largest > 0 && Double.isFinite(largest);
        OptimizerNumbers.require(usable, "largest gradient norm", largest, "must be positive and finite");
    }

    /**
     * LAMB with betas 0.9 and 0.999, epsilon 1e-6 and a largest gradient norm of 1, timm's defaults.
     *
     * @param rate largest learning rate of the schedule
     * @param weightDecay weight decay
     * @return the description
     */
    public static Lamb of(double rate, double weightDecay) {
        return new Lamb(rate, weightDecay, 0.9, 0.999, 1e-6, OptionalDouble.of(1), false, false, false);
    }

    @Override
    public String name() {
        if (decoupledDecay) {
            return "lambw";
        }
        return trustClip ? "lambc" : "lamb";
    }

    @Override
    public Map<String, Object> torchOptions() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("lr", rate);
        options.put("bias_correction", true);
        options.put("betas", List.of(beta1, beta2));
        options.put("eps", epsilon);
        options.put("grad_averaging", true);
        options.put("max_grad_norm", maxGradientNorm.isPresent() ? maxGradientNorm.getAsDouble() : null);
        options.put(TRUST_CLIP, trustClip);
        options.put(ALWAYS_ADAPT, alwaysAdapt);
        options.put("caution", false);
        options.put(DECOUPLED_DECAY, decoupledDecay);
        options.put("corrected_weight_decay", false);
        return options;
    }

    @Override
    public Optimizer create(List<ParameterGroup> groups) {
        return new FusedOptimizer(
                new LambRule(beta1, beta2, epsilon, maxGradientNorm, trustClip, alwaysAdapt, decoupledDecay), groups);
    }

    @Override
    public Set<String> stateNames() {
        return Set.of(StateNames.STEP, StateNames.AVERAGE, StateNames.SQUARE);
    }

    @Override
    public Lamb with(double newRate, double newWeightDecay) {
        return new Lamb(
                newRate,
                newWeightDecay,
                beta1,
                beta2,
                epsilon,
                maxGradientNorm,
                trustClip,
                alwaysAdapt,
                decoupledDecay);
    }

    @Override
    public Optional<OptimizerSpec> withEpsilon(double other) {
        return Optional.of(new Lamb(
                rate, weightDecay, beta1, beta2, other, maxGradientNorm, trustClip, alwaysAdapt, decoupledDecay));
    }

    @Override
    public Optional<OptimizerSpec> withBetas(List<Double> betas) {
        OptimizerNumbers.requireBetas(name(), betas, 2);
        return Optional.of(new Lamb(
                rate,
                weightDecay,
                betas.get(0),
                betas.get(1),
                epsilon,
                maxGradientNorm,
                trustClip,
                alwaysAdapt,
                decoupledDecay));
    }

    @Override
    public Optional<OptimizerSpec> withMaxGradientNorm(OptionalDouble max) {
        return Optional.of(
                new Lamb(rate, weightDecay, beta1, beta2, epsilon, max, trustClip, alwaysAdapt, decoupledDecay));
    }

    @Override
    public Optional<OptimizerSpec> withSwitch(String option, boolean on) {
        return switch (option) {
            case TRUST_CLIP -> Optional.of(switched(on, alwaysAdapt, decoupledDecay));
            case ALWAYS_ADAPT -> Optional.of(switched(trustClip, on, decoupledDecay));
            case DECOUPLED_DECAY -> Optional.of(switched(trustClip, alwaysAdapt, on));
            default -> Optional.empty();
        };
    }

    private Lamb switched(boolean clip, boolean adapt, boolean decoupled) {
        return new Lamb(rate, weightDecay, beta1, beta2, epsilon, maxGradientNorm, clip, adapt, decoupled);
    }
}
