package io.metaformer4j.cli.argument;

import io.metaformer4j.cli.argument.converter.BelowOneConverter;
import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.training.optimizer.Averaging;
import io.metaformer4j.training.optimizer.Clipping;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.zoo.MetaFormerException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the weights change: learning rate over time, decay, clipping and averaging. What is not given stays as it is. */
final class OptimizationArguments {

    @Option(
            names = "--optimizer",
            converter = KindConverter.class,
            paramLabel = "NAME",
            description = "adamw, or sgd with Nesterov's momentum, which wants a larger --lr (default: adamw).")
    private Kind optimizer;

    @Option(
            names = "--momentum",
            paramLabel = "SHARE",
            converter = BelowOneConverter.class,
            description = "Momentum of sgd, 0 for none (default: 0.9).")
    private Double momentum;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            converter = MagnitudeConverter.class,
            description = "Peak learning rate (default: 2e-3, for given weights 3e-4).")
    private Double rate;

    @Option(
            names = "--min-lr",
            paramLabel = "RATE",
            converter = MagnitudeConverter.class,
            description = "Last learning rate (default: 1e-6).")
    private Double minRate;

    @Option(
            names = "--warmup-lr",
            paramLabel = "RATE",
            converter = MagnitudeConverter.class,
            description = "First learning rate (default: 1e-6).")
    private Double warmupRate;

    @Option(
            names = "--warmup-epochs",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "Epochs in which the learning rate rises to its peak (default: 3, for given weights 1).")
    private Integer warmupEpochs;

    @Option(
            names = "--weight-decay",
            paramLabel = "DECAY",
            converter = MagnitudeConverter.class,
            description = "Weight decay: decoupled for adamw, an L2 penalty for sgd (default: 0.05).")
    private Double weightDecay;

    @Option(
            names = "--clip-grad",
            paramLabel = "NORM",
            converter = MagnitudeConverter.class,
            description = "Largest norm of the gradient; 0 for no limit (default: 1).")
    private Double clip;

    @Option(
            names = "--model-ema-decay",
            paramLabel = "DECAY",
            converter = BelowOneConverter.class,
            description = "Decay of the averaged weights; 0 for no averaging (default: 0).")
    private Double emaDecay;

    /** The optimizers that can be named. */
    private enum Kind {
        ADAMW,
        SGD
    }

    /** Reads the name of an optimizer. */
    private static final class KindConverter implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String text) {
            return switch (text) {
                case "adamw" -> Kind.ADAMW;
                case "sgd" -> Kind.SGD;
                default -> throw new TypeConversionException("'" + text + "' is no optimizer here; use adamw or sgd");
            };
        }
    }

    /** The optimization with what was given. */
    Optimization optimization(Optimization base) {
        return new Optimization(
                optimizer(base.optimizer()),
                schedule(base.schedule()),
                clipping(base.clipping()),
                averaging(base.averaging()));
    }

    private OptimizerSpec optimizer(OptimizerSpec base) {
        OptimizerSpec chosen = optimizer == null ? base : base.accept(new Chosen());
        return chosen.with(Given.or(rate, chosen.rate()), Given.or(weightDecay, chosen.weightDecay()))
                .accept(new Momentum());
    }

    /** The optimizer that was asked for, with the rate and decay of the one that stood there. */
    private final class Chosen implements OptimizerSpec.Visitor<OptimizerSpec> {
        @Override
        public OptimizerSpec adamW(OptimizerSpec.AdamW own) {
            return optimizer == Kind.ADAMW ? own : OptimizerSpec.Sgd.of(own.rate(), own.weightDecay());
        }

        @Override
        public OptimizerSpec sgd(OptimizerSpec.Sgd own) {
            return optimizer == Kind.SGD ? own : OptimizerSpec.AdamW.of(own.rate(), own.weightDecay());
        }
    }

    private final class Momentum implements OptimizerSpec.Visitor<OptimizerSpec> {
        @Override
        public OptimizerSpec adamW(OptimizerSpec.AdamW own) {
            if (momentum != null) {
                throw new MetaFormerException(
                        "--momentum is that of sgd, and adamw has its own averages; add --optimizer"
                                + " sgd, or leave --momentum out");
            }
            return own;
        }

        @Override
        public OptimizerSpec sgd(OptimizerSpec.Sgd own) {
            return momentum == null ? own : own.withMomentum(momentum);
        }
    }

    private Schedule schedule(Schedule base) {
        Warmup warmup = new Warmup(
                Given.or(warmupEpochs, base.warmup().epochs()),
                Given.or(warmupRate, base.warmup().initialRate()),
                base.warmup().prefix());
        if (warmupRate != null && warmup.epochs() == 0) {
            throw new MetaFormerException(
                    "--warmup-lr means nothing without a warm-up; add --warmup-epochs, or leave it out");
        }
        Decay decay = minRate == null ? base.decay() : decay(base.decay());
        return new Schedule(warmup, decay, base.cooldownEpochs(), base.perUpdate());
    }

    private Decay decay(Decay base) {
        return base.withMinRate(minRate)
                .orElseThrow(() -> new MetaFormerException(
                        "the schedule of the recipe has no lowest learning rate; leave --min-lr out"));
    }

    private Clipping clipping(Clipping base) {
        if (clip == null) {
            return base;
        }
        return clip > 0 ? new Clipping.Norm(clip, base.exponent()) : new Clipping.None();
    }

    private Averaging averaging(Averaging base) {
        if (emaDecay == null) {
            return base;
        }
        if (emaDecay == 0) {
            return new Averaging.None();
        }
        Averaging.DecayWarmup warmup =
                base.average().map(Averaging.Exponential::warmup).orElse(Averaging.DecayWarmup.TIMM);
        return new Averaging.Exponential(emaDecay, warmup);
    }

    /** Most epochs of a warm-up whose length was not given, in a run of so many; its first rate must act if that was given. */
    int longestWarmup(int runEpochs) {
        if (warmupEpochs != null) {
            return Integer.MAX_VALUE;
        }
        return Math.max(warmupRate == null ? 0 : 1, runEpochs / 2);
    }
}
