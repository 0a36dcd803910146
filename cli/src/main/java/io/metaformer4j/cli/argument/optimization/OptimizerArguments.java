package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.cli.argument.converter.BelowOneConverter;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which optimizer, and its numbers but the learning rate. What is not given stays as it is. */
public final class OptimizerArguments {

    private static final String MAX_NORM = "max_grad_norm";

    @Option(
            names = {"--opt", "--optimizer"},
            converter = NameConverter.class,
            paramLabel = "NAME",
            description =
                    "adamw; sgd with Nesterov's momentum or momentum with the plain one; lamb, lambc or lambw for "
                            + "large batches; lion; adan or adanw. Each wants an --lr of its own (default: adamw).")
    private String name;

    @Option(
            names = "--opt-eps",
            paramLabel = "EPSILON",
            converter = MagnitudeConverter.class,
            description = "Epsilon of adamw, lamb and adan (default: 1e-8, for lamb 1e-6).")
    private Double epsilon;

    @Option(
            names = "--opt-betas",
            arity = "2..3",
            paramLabel = "BETA",
            converter = BelowOneConverter.class,
            description = "Decays of the averages (default: 0.9 0.999, for lion 0.9 0.99, for adan 0.98 0.92 0.99).")
    private double[] betas;

    @Option(
            names = "--momentum",
            paramLabel = "SHARE",
            converter = BelowOneConverter.class,
            description = "Momentum of sgd and momentum, 0 for none (default: 0.9).")
    private Double momentum;

    @Option(
            names = "--opt-kwargs",
            arity = "1..*",
            paramLabel = "KEY=VALUE",
            description = "More of an optimizer: max_grad_norm (a number or none), always_adapt, trust_clip and "
                    + "decoupled_decay of lamb, no_prox of adan (true or false).")
    private Map<String, String> more;

    @Option(
            names = "--weight-decay",
            paramLabel = "DECAY",
            converter = MagnitudeConverter.class,
            description = "Weight decay, for sgd and momentum an L2 penalty (default: 0.05).")
    private Double weightDecay;

    /** Reads the name of an optimizer. */
    private static final class NameConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (!OptimizerSpec.NAMES.contains(text)) {
                throw new TypeConversionException(
                        "'" + text + "' is no optimizer here; use one of " + String.join(", ", OptimizerSpec.NAMES));
            }
            return text;
        }
    }

    /**
     * The optimizer with what was given.
     *
     * @param base that of the recipe; another one gets its rate and weight decay, and timm's defaults besides
     * @return the optimizer that is asked for
     * @throws MetaFormerException if the options mean nothing together
     */
    public OptimizerSpec optimizer(OptimizerSpec base) {
        OptimizerSpec changed = name == null || name.equals(base.name()) ? base : named(base);
        if (weightDecay != null) {
            changed = changed.with(changed.rate(), weightDecay);
        }
        if (epsilon != null) {
            changed = supported(changed.withEpsilon(epsilon), "--opt-eps", changed);
        }
        if (betas != null) {
            changed = supported(changed.withBetas(Arrays.stream(betas).boxed().toList()), "--opt-betas", changed);
        }
        if (momentum != null) {
            String other = changed.name();
            changed = changed.withMomentum(momentum)
                    .orElseThrow(() -> new MetaFormerException("--momentum is that of sgd and momentum, and " + other
                            + " has none; add --opt sgd, or leave --momentum out"));
        }
        if (more != null) {
            for (Map.Entry<String, String> option : more.entrySet()) {
                changed = with(changed, option.getKey(), option.getValue());
            }
        }
        return changed;
    }

    private OptimizerSpec named(OptimizerSpec base) {
        return OptimizerSpec.named(name, base.rate(), base.weightDecay()).orElseThrow();
    }

    private static OptimizerSpec supported(Optional<OptimizerSpec> changed, String option, OptimizerSpec before) {
        return changed.orElseThrow(() -> new MetaFormerException(option + " means nothing to the optimizer "
                + before.name() + "; leave it out, or choose another --opt"));
    }

    private static OptimizerSpec with(OptimizerSpec before, String key, String value) {
        String option = "--opt-kwargs " + key;
        return key.equals(MAX_NORM)
                ? supported(before.withMaxGradientNorm(limit(value)), option, before)
                : supported(before.withSwitch(key, isOn(option, value)), option, before);
    }

    private static OptionalDouble limit(String value) {
        if (value.toLowerCase(Locale.ROOT).equals("none")) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            throw new MetaFormerException(
                    "--opt-kwargs " + MAX_NORM + " is '" + value + "', but must be a number or none", e);
        }
    }

    private static boolean isOn(String option, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new MetaFormerException(option + " is '" + value + "', but must be true or false");
        };
    }
}
