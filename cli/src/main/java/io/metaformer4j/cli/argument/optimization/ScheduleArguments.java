package io.metaformer4j.cli.argument.optimization;

import io.metaformer4j.cli.argument.converter.CountOrZeroConverter;
import io.metaformer4j.cli.argument.converter.GivenOptions;
import io.metaformer4j.cli.argument.converter.MagnitudeConverter;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.zoo.MetaFormerException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The learning rate over time. What is not given stays as it is. */
public final class ScheduleArguments {

    @Mixin
    private DecayArguments decay;

    @Option(
            names = "--sched-on-updates",
            description = "Change the learning rate with every update (default, but for plateau).")
    private boolean onUpdates;

    @Option(names = "--sched-on-epochs", description = "Change the learning rate with every epoch only.")
    private boolean onEpochs;

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
            names = "--warmup-prefix",
            description = "Add the warm-up before the epochs of the schedule instead of hiding the first of them.")
    private boolean prefix;

    @Option(
            names = "--cooldown-epochs",
            paramLabel = "N",
            converter = CountOrZeroConverter.class,
            description = "Epochs at the lowest rate behind the end of cosine, tanh and poly (default: 0).")
    private Integer cooldownEpochs;

    /**
     * The schedule with what was given.
     *
     * @param base that of the recipe
     * @return the schedule that is asked for
     * @throws MetaFormerException if an option means nothing to the kind of schedule, or beside another one
     */
    public Schedule schedule(Schedule base) {
        ScheduleKind kind = decay.kind(base.decay());
        requireMeaning(kind);
        return new Schedule(
                kind == ScheduleKind.NONE ? Warmup.NONE : warmup(base.warmup()),
                decay.decay(base.decay()),
                cooldown(kind, base),
                kind != ScheduleKind.PLATEAU && (onUpdates || (base.perUpdate() && !onEpochs)));
    }

    /** A recipe's own cooldown goes where another kind has none. */
    private int cooldown(ScheduleKind kind, Schedule base) {
        boolean keepsCooldown = kind == ScheduleKind.of(base.decay()) || kind.supports("--cooldown-epochs");
        return GivenOptions.or(cooldownEpochs, keepsCooldown ? base.cooldownEpochs() : 0);
    }

    private void requireMeaning(ScheduleKind kind) {
        kind.require("--warmup-epochs", warmupEpochs);
        kind.require("--warmup-lr", warmupRate);
        kind.require("--warmup-prefix", prefix ? true : null);
        kind.require("--cooldown-epochs", cooldownEpochs);
        kind.require("--sched-on-updates", onUpdates ? true : null);
        kind.require("--sched-on-epochs", onEpochs ? true : null);
        if (onUpdates && onEpochs) {
            throw new MetaFormerException("--sched-on-updates and --sched-on-epochs exclude each other; leave one out");
        }
    }

    private Warmup warmup(Warmup base) {
        Warmup warmup = new Warmup(
                GivenOptions.or(warmupEpochs, base.epochs()),
                GivenOptions.or(warmupRate, base.initialRate()),
                prefix || base.prefix());
        if (warmupRate != null && warmup.epochs() == 0) {
            throw new MetaFormerException(
                    "--warmup-lr means nothing without a warm-up; add --warmup-epochs, or leave it out");
        }
        if (prefix && warmup.epochs() == 0) {
            throw new MetaFormerException(
                    "--warmup-prefix means nothing without a warm-up; add --warmup-epochs, or leave it out");
        }
        return warmup;
    }
}
