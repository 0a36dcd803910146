package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.cli.argument.converter.BelowOneConverter;
import io.metaformer4j.cli.argument.converter.CountConverter;
import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.GivenOptions;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.cli.argument.converter.MetricNameConverter;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.training.schedule.Tanh;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * How the learning rate falls behind its warm-up: the kind, and the numbers of that kind. What is not given stays as it is, or has
 * timm's default if the kind changes.
 */
final class DecayArguments {

    private static final double LOWEST_RATE = 1e-6;
    private static final double DECAY_RATE = 0.1;
    private static final double DECAY_EPOCHS = 90;
    private static final List<Integer> MILESTONES = List.of(90, 180, 270);
    private static final double CYCLE_DECAY = 0.5;
    private static final int PATIENCE = 10;

    @Option(
            names = "--sched",
            paramLabel = "NAME",
            converter = ScheduleKind.Converter.class,
            description =
                    "How the learning rate falls: cosine, tanh, step, multistep, poly, plateau, constant, or none "
                            + "for a constant rate without a warm-up (default: cosine).")
    private ScheduleKind kind;

    @Option(
            names = "--min-lr",
            paramLabel = "RATE",
            converter = MagnitudeConverter.class,
            description = "Last learning rate of cosine, tanh and poly, lowest of plateau (default: 1e-6).")
    private Double minRate;

    @Option(
            names = "--lr-cycle-limit",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "How often cosine runs down from its peak, each time for --epochs or longer (default: 1).")
    private Integer cycles;

    @Option(
            names = "--lr-cycle-mul",
            paramLabel = "FACTOR",
            converter = MagnitudeConverter.class,
            description = "Length of a cycle in that of the one before it (default: 1).")
    private Double cycleLength;

    @Option(
            names = "--lr-cycle-decay",
            paramLabel = "FACTOR",
            converter = MagnitudeConverter.class,
            description = "Peak of a cycle in that of the one before it (default: 0.5).")
    private Double cycleHeight;

    @Option(
            names = "--lr-k-decay",
            paramLabel = "K",
            converter = MagnitudeConverter.class,
            description = "Exponent of the time in cosine and poly; above 1 the rate falls later (default: 1).")
    private Double exponent;

    @Option(
            names = "--decay-epochs",
            paramLabel = "N",
            converter = MagnitudeConverter.class,
            description = "Epochs from one fall of step to the next (default: 90).")
    private Double decayEpochs;

    @Option(
            names = "--decay-milestones",
            arity = "1..*",
            split = ",",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Epochs at which multistep falls, in rising order (default: 90 180 270).")
    private List<Integer> milestones;

    @Option(
            names = {"--decay-rate", "--dr"},
            paramLabel = "FACTOR",
            converter = MagnitudeConverter.class,
            description = "What step, multistep and plateau multiply the rate with, or the power of poly "
                    + "(default: 0.1).")
    private Double decayRate;

    @Option(
            names = "--patience-epochs",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "Validations in a row that plateau lets pass without a better value (default: 10).")
    private Integer patience;

    @Option(
            names = "--plateau-metric",
            paramLabel = "NAME",
            converter = MetricNameConverter.class,
            description = "Metric of the validation that plateau follows, for classes top1, top5 or loss "
                    + "(default: top1).")
    private String metric;

    @Option(
            names = "--plateau-threshold",
            paramLabel = "SHARE",
            converter = BelowOneConverter.class,
            description = "Share by which a value must be better than the best to count for plateau (default: 1e-4).")
    private Double threshold;

    @Option(
            names = "--plateau-cooldown",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "Validations behind a fall of plateau that cannot count as bad (default: 0).")
    private Integer rest;

    /** The kind that was given, or that of a recipe. */
    ScheduleKind kind(Decay base) {
        return kind == null ? ScheduleKind.of(base) : kind;
    }

    /** The decay with what was given. */
    Decay decay(Decay base) {
        ScheduleKind chosen = kind(base);
        given().forEach(chosen::require);
        Decay start = chosen == ScheduleKind.of(base)
                ? base
                : usual(chosen, base.lowestRate().orElse(LOWEST_RATE));
        return start.accept(new Changed());
    }

    private Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("--min-lr", minRate);
        given.put("--lr-cycle-limit", cycles);
        given.put("--lr-cycle-mul", cycleLength);
        given.put("--lr-cycle-decay", cycleHeight);
        given.put("--lr-k-decay", exponent);
        given.put("--decay-epochs", decayEpochs);
        given.put("--decay-milestones", milestones);
        given.put("--decay-rate", decayRate);
        given.put("--patience-epochs", patience);
        given.put("--plateau-metric", metric);
        given.put("--plateau-threshold", threshold);
        given.put("--plateau-cooldown", rest);
        return given;
    }

    /** A kind with timm's numbers. */
    private static Decay usual(ScheduleKind kind, double lowestRate) {
        return switch (kind) {
            case COSINE -> new Decay.Cosine(lowestRate);
            case TANH -> new Tanh(lowestRate);
            case STEP -> new Decay.Step(DECAY_EPOCHS, DECAY_RATE);
            case MULTISTEP -> new Decay.MultiStep(MILESTONES, DECAY_RATE);
            case POLY -> new Decay.Polynomial(lowestRate, DECAY_RATE);
            case PLATEAU -> Plateau.of(lowestRate, DECAY_RATE, PATIENCE);
            case CONSTANT, NONE -> new Decay.Constant();
        };
    }

    /** A decay with the numbers that were given. */
    private final class Changed implements Decay.Visitor<Decay> {
        @Override
        public Decay constant(Decay.Constant own) {
            return own;
        }

        @Override
        public Decay cosine(Decay.Cosine own) {
            int number = GivenOptions.or(cycles, own.cycles());
            if (number == 1 && (cycleLength != null || cycleHeight != null)) {
                throw new MetaFormerException("--lr-cycle-mul and --lr-cycle-decay mean nothing to a single cycle; add"
                        + " --lr-cycle-limit, or leave them out");
            }
            double usualHeight = own.cycles() == 1 && number > 1 ? CYCLE_DECAY : own.cycleHeight();
            return new Decay.Cosine(
                    GivenOptions.or(minRate, own.minRate()),
                    GivenOptions.or(exponent, own.exponent()),
                    number,
                    GivenOptions.or(cycleLength, own.cycleLength()),
                    GivenOptions.or(cycleHeight, usualHeight));
        }

        @Override
        public Decay tanh(Tanh own) {
            return new Tanh(GivenOptions.or(minRate, own.minRate()));
        }

        @Override
        public Decay step(Decay.Step own) {
            return new Decay.Step(GivenOptions.or(decayEpochs, own.epochs()), GivenOptions.or(decayRate, own.factor()));
        }

        @Override
        public Decay multiStep(Decay.MultiStep own) {
            return new Decay.MultiStep(
                    GivenOptions.or(milestones, own.milestones()), GivenOptions.or(decayRate, own.factor()));
        }

        @Override
        public Decay polynomial(Decay.Polynomial own) {
            return new Decay.Polynomial(
                    GivenOptions.or(minRate, own.minRate()),
                    GivenOptions.or(decayRate, own.power()),
                    GivenOptions.or(exponent, own.exponent()));
        }

        @Override
        public Decay plateau(Plateau own) {
            return new Plateau(
                    GivenOptions.or(minRate, own.minRate()),
                    GivenOptions.or(decayRate, own.factor()),
                    GivenOptions.or(patience, own.patience()),
                    GivenOptions.or(metric, own.metric()),
                    GivenOptions.or(threshold, own.threshold()),
                    GivenOptions.or(rest, own.cooldown()));
        }
    }
}
