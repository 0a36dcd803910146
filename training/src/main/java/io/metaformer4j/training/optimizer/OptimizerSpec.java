package io.metaformer4j.training.optimizer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Which optimizer is used, with all its numbers. A recipe stores one of these; a new optimizer is a record beside them, a name
 * in the recipe's JSON, and what {@link #create} makes.
 */
public sealed interface OptimizerSpec permits AdamW, Sgd, Lamb, Lion, Adan {

    /** Names that {@link #named} knows. */
    List<String> NAMES = List.of("adamw", "sgd", "momentum", "lamb", "lambc", "lambw", "lion", "adan", "adanw");

    /** Largest learning rate of the schedule. */
    double rate();

    /** Weight decay of the parameters that decay. */
    double weightDecay();

    /**
     * What timm calls it.
     *
     * @return one of {@link #NAMES}
     */
    String name();

    /**
     * The numbers of a parameter group under PyTorch's and timm's names, besides its weight decay.
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

    /**
     * The same with another epsilon.
     *
     * @param epsilon what keeps a division from being one by zero
     * @return the changed description, or nothing if this kind has no epsilon
     */
    default Optional<OptimizerSpec> withEpsilon(double epsilon) {
        return Optional.empty();
    }

    /**
     * The same with other decays of its averages.
     *
     * @param betas as many as this kind has
     * @return the changed description, or nothing if this kind has no betas
     * @throws io.metaformer4j.zoo.MetaFormerException if this kind has another number of them
     */
    default Optional<OptimizerSpec> withBetas(List<Double> betas) {
        return Optional.empty();
    }

    /**
     * The same with another momentum.
     *
     * @param share share of the last step in the next, in [0, 1)
     * @return the changed description, or nothing if this kind has no momentum
     */
    default Optional<OptimizerSpec> withMomentum(double share) {
        return Optional.empty();
    }

    /**
     * The same with something on or off.
     *
     * @param option timm's name of it, such as {@code always_adapt}
     * @param on whether it is on
     * @return the changed description, or nothing if this kind has no such option
     */
    default Optional<OptimizerSpec> withSwitch(String option, boolean on) {
        return Optional.empty();
    }

    /**
     * The same with another limit for the joint norm of all gradients.
     *
     * @param max largest norm; empty for no limit
     * @return the changed description, or nothing if this kind has no such limit of its own
     */
    default Optional<OptimizerSpec> withMaxGradientNorm(OptionalDouble max) {
        return Optional.empty();
    }

    /**
     * Creates the optimizer.
     *
     * @param groups what it trains
     * @return the optimizer, to be closed by the caller
     */
    Optimizer create(List<ParameterGroup> groups);

    /**
     * An optimizer with timm's defaults.
     *
     * @param name one of {@link #NAMES}
     * @param rate largest learning rate of the schedule
     * @param weightDecay weight decay
     * @return the description, or nothing if the name is unknown
     */
    static Optional<OptimizerSpec> named(String name, double rate, double weightDecay) {
        return switch (name) {
            case "adamw" -> Optional.of(AdamW.of(rate, weightDecay));
            case "sgd" -> Optional.of(Sgd.of(rate, weightDecay));
            case "momentum" -> Optional.of(new Sgd(rate, weightDecay, Sgd.MOMENTUM, false));
            case "lamb" -> Optional.of(Lamb.of(rate, weightDecay));
            case "lambc" -> Lamb.of(rate, weightDecay).withSwitch(Lamb.TRUST_CLIP, true);
            case "lambw" -> Lamb.of(rate, weightDecay).withSwitch(Lamb.DECOUPLED_DECAY, true);
            case "lion" -> Optional.of(Lion.of(rate, weightDecay));
            case "adan" -> Optional.of(Adan.of(rate, weightDecay));
            case "adanw" -> Adan.of(rate, weightDecay).withSwitch(Adan.NO_PROX, true);
            default -> Optional.empty();
        };
    }
}
