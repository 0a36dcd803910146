package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.recipe.BaseRate;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The peak of the learning rate, or what it follows from. What is not given stays as it is. */
public final class RateArguments {

    /** timm's {@code --lr-base-size}. */
    private static final int BASE_SIZE = 256;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            converter = MagnitudeConverter.class,
            description = "Peak learning rate (default: 2e-3, for given weights 3e-4).")
    private Double rate;

    @Option(
            names = "--lr-base",
            paramLabel = "RATE",
            converter = MagnitudeConverter.class,
            description = "Peak learning rate of updates from --lr-base-size pictures; that of other updates follows "
                    + "from it. In place of --lr.")
    private Double base;

    @Option(
            names = "--lr-base-size",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Pictures of an update for which --lr-base is meant (default: 256).")
    private Integer size;

    @Option(
            names = "--lr-base-scale",
            paramLabel = "HOW",
            converter = ScaleConverter.class,
            description = "How the rate grows with the pictures of an update, linear or sqrt (default: sqrt for adamw, "
                    + "lamb and adan, linear for the others).")
    private BaseRate.Scale scale;

    /** Reads how a rate grows. */
    private static final class ScaleConverter implements ITypeConverter<BaseRate.Scale> {
        @Override
        public BaseRate.Scale convert(String text) {
            return switch (text) {
                case "linear" -> BaseRate.Scale.LINEAR;
                case "sqrt" -> BaseRate.Scale.SQRT;
                default -> throw new TypeConversionException("'" + text + "' is no scale here; use linear or sqrt");
            };
        }
    }

    /**
     * The optimization with what was given.
     *
     * @param recipe that of the recipe, with the optimizer that is asked for
     * @param before the optimizer of the recipe
     * @return the same with the rate, or with what it follows from
     * @throws MetaFormerException if the options mean nothing together
     */
    public Optimization rate(Optimization recipe, OptimizerSpec before) {
        boolean follows = base != null || size != null || scale != null;
        if (rate == null) {
            Optimization suited = suited(recipe, before);
            return follows ? suited.withBaseRate(Optional.of(baseRate(suited))) : suited;
        }
        if (follows) {
            throw new MetaFormerException("--lr is the learning rate itself, and --lr-base, --lr-base-size and"
                    + " --lr-base-scale say what it follows from; leave either out");
        }
        OptimizerSpec optimizer = recipe.optimizer();
        return recipe.withOptimizer(optimizer.with(rate, optimizer.weightDecay()))
                .withBaseRate(Optional.empty());
    }

    /** A rate that grows as suits its optimizer goes on to do so with another one, as timm's. */
    private static Optimization suited(Optimization recipe, OptimizerSpec before) {
        return recipe.withBaseRate(recipe.baseRate()
                .map(known -> known.scale() == BaseRate.Scale.of(before)
                        ? new BaseRate(known.rate(), known.size(), BaseRate.Scale.of(recipe.optimizer()))
                        : known));
    }

    private BaseRate baseRate(Optimization recipe) {
        if (base == null && recipe.baseRate().isEmpty()) {
            throw new MetaFormerException("--lr-base-size and --lr-base-scale say how the learning rate follows from"
                    + " --lr-base; add --lr-base, or leave them out");
        }
        BaseRate known =
                recipe.baseRate().orElseGet(() -> new BaseRate(base, BASE_SIZE, BaseRate.Scale.of(recipe.optimizer())));
        return new BaseRate(
                base == null ? known.rate() : base,
                size == null ? known.size() : size,
                scale == null ? known.scale() : scale);
    }
}
