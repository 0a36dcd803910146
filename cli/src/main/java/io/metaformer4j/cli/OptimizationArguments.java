package io.metaformer4j.cli;

import io.metaformer4j.training.optimizer.Averaging;
import io.metaformer4j.training.optimizer.Clipping;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.zoo.MetaFormerException;
import picocli.CommandLine.Option;

/** How the weights change: learning rate over time, decay, clipping and averaging. What is not given stays as it is. */
final class OptimizationArguments {

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            converter = ValueRange.Magnitude.class,
            description = "Peak learning rate (default: 2e-3, for given weights 3e-4).")
    private Double rate;

    @Option(
            names = "--min-lr",
            paramLabel = "RATE",
            converter = ValueRange.Magnitude.class,
            description = "Last learning rate (default: 1e-6).")
    private Double minRate;

    @Option(
            names = "--warmup-lr",
            paramLabel = "RATE",
            converter = ValueRange.Magnitude.class,
            description = "First learning rate (default: 1e-6).")
    private Double warmupRate;

    @Option(
            names = "--warmup-epochs",
            paramLabel = "N",
            converter = ValueRange.CountOrZero.class,
            description = "Epochs in which the learning rate rises to its peak (default: 3, for given weights 1).")
    private Integer warmupEpochs;

    @Option(
            names = "--weight-decay",
            paramLabel = "DECAY",
            converter = ValueRange.Magnitude.class,
            description = "Decoupled weight decay of AdamW (default: 0.05).")
    private Double weightDecay;

    @Option(
            names = "--clip-grad",
            paramLabel = "NORM",
            converter = ValueRange.Magnitude.class,
            description = "Largest norm of the gradient; 0 for no limit (default: 1).")
    private Double clip;

    @Option(
            names = "--model-ema-decay",
            paramLabel = "DECAY",
            converter = ValueRange.BelowOne.class,
            description = "Decay of the averaged weights; 0 for no averaging (default: 0).")
    private Double emaDecay;

    /** The optimizer with what was given. */
    OptimizerSpec optimizer(OptimizerSpec base) {
        OptimizerSpec.AdamW adam = (OptimizerSpec.AdamW) base;
        return new OptimizerSpec.AdamW(
                Given.or(rate, adam.rate()),
                Given.or(weightDecay, adam.weightDecay()),
                adam.beta1(),
                adam.beta2(),
                adam.epsilon());
    }

    /** The schedule with what was given. */
    Schedule schedule(Schedule base) {
        Warmup warmup = new Warmup(
                Given.or(warmupEpochs, base.warmup().epochs()),
                Given.or(warmupRate, base.warmup().initialRate()),
                base.warmup().prefix());
        Decay decay = minRate == null ? base.decay() : decay(base.decay());
        return new Schedule(warmup, decay, base.cooldownEpochs(), base.perUpdate());
    }

    private Decay decay(Decay base) {
        if (base instanceof Decay.Cosine cosine) {
            return new Decay.Cosine(
                    minRate, cosine.exponent(), cosine.cycles(), cosine.cycleLength(), cosine.cycleHeight());
        } else if (base instanceof Decay.Polynomial polynomial) {
            return new Decay.Polynomial(minRate, polynomial.power());
        }
        throw new MetaFormerException("the schedule of the run has no lowest learning rate; leave --min-lr out");
    }

    Clipping clipping(Clipping base) {
        if (clip == null) {
            return base;
        }
        return clip > 0 ? new Clipping.Norm(clip) : new Clipping.None();
    }

    Averaging averaging(Averaging base) {
        if (emaDecay == null) {
            return base;
        }
        return emaDecay > 0 ? new Averaging.Exponential(emaDecay, Averaging.DecayWarmup.TIMM) : new Averaging.None();
    }

    boolean warmupGiven() {
        return warmupEpochs != null;
    }
}
