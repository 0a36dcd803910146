package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.cli.argument.converter.BelowOneConverter;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether the weights are averaged over time, and how. What is not given stays as it is. */
public final class AveragingArguments {

    /** timm's {@code --model-ema-decay}. */
    private static final double DECAY = 0.9998;

    @Option(
            names = "--model-ema",
            description = "Average the weights over time, with a decay of 0.9998 unless another is given.")
    private boolean on;

    @Option(
            names = "--model-ema-decay",
            paramLabel = "DECAY",
            converter = BelowOneConverter.class,
            description = "Average the weights with this decay; 0 for no averaging (default: 0).")
    private Double decay;

    @Option(
            names = "--model-ema-warmup",
            description = "Let the decay rise to its value, so that the first weights are soon forgotten.")
    private boolean warmup;

    @Option(
            names = "--no-model-ema-warmup",
            description = "Keep the decay the same from the second update on (default).")
    private boolean noWarmup;

    @Option(
            names = "--model-ema-version",
            paramLabel = "N",
            converter = VersionConverter.class,
            description =
                    "2 or 3, as timm's ModelEmaV2 and ModelEmaV3: 2 has no warm-up, begins with the first weights "
                            + "and averages counters, too (default: 3).")
    private Version version;

    /** timm's two kinds of average. */
    private enum Version {
        TWO,
        THREE
    }

    /** Reads a version. */
    private static final class VersionConverter implements ITypeConverter<Version> {
        @Override
        public Version convert(String text) {
            return switch (text) {
                case "2" -> Version.TWO;
                case "3" -> Version.THREE;
                default -> throw new TypeConversionException("'" + text + "' is no version here; use 2 or 3");
            };
        }
    }

    /**
     * The averaging with what was given.
     *
     * @param base that of the recipe
     * @return the averaging that is asked for
     * @throws MetaFormerException if the options mean nothing together
     */
    public Averaging averaging(Averaging base) {
        boolean detailed = version != null || warmup || noWarmup;
        if (decay != null && decay == 0) {
            if (on || detailed) {
                throw new MetaFormerException("--model-ema-decay 0 turns the average of the weights off, so that the"
                        + " other --model-ema options mean nothing; leave either out");
            }
            return new Averaging.None();
        }
        Averaging wanted = withDecay(base);
        Optional<Averaging.Moving> average = wanted.average();
        if (average.isPresent()) {
            return warmed(versioned(wanted, average.get().decay()));
        }
        if (detailed) {
            throw new MetaFormerException(
                    "--model-ema-version and --model-ema-warmup mean nothing without an average of"
                            + " the weights; add --model-ema, or leave them out");
        }
        return wanted;
    }

    private Averaging withDecay(Averaging base) {
        if (decay != null) {
            return base.withDecay(decay);
        }
        return on && base.average().isEmpty() ? base.withDecay(DECAY) : base;
    }

    private Averaging versioned(Averaging wanted, double chosen) {
        if (version == null) {
            return wanted;
        }
        return switch (version) {
            case TWO -> new Averaging.Steady(chosen);
            case THREE -> wanted.withWarmup(true).isPresent() ? wanted : new Averaging.Exponential(chosen);
        };
    }

    private Averaging warmed(Averaging wanted) {
        if (!warmup && !noWarmup) {
            return wanted;
        }
        if (warmup && noWarmup) {
            throw new MetaFormerException(
                    "--model-ema-warmup and --no-model-ema-warmup exclude each other; leave one out");
        }
        return wanted.withWarmup(warmup)
                .orElseThrow(() -> new MetaFormerException(
                        "--model-ema-warmup means nothing to version 2 of the average; leave it out, or use"
                                + " --model-ema-version 3"));
    }
}
