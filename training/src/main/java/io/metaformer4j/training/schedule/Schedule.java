package io.metaformer4j.training.schedule;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.zoo.MetaFormerException;

/**
 * The learning rate of a whole run. Immutable.
 *
 * @param warmup the rise at the start
 * @param decay the fall after it
 * @param cooldownEpochs epochs added after the end at the lowest learning rate
 * @param perUpdate whether the learning rate changes with every optimizer update or only with every epoch
 */
public record Schedule(Warmup warmup, Decay decay, int cooldownEpochs, boolean perUpdate) {

    public Schedule {
        if (cooldownEpochs < 0) {
            throw new MetaFormerException("a cooldown of " + cooldownEpochs + " epochs must not be negative");
        }
        if (perUpdate && decay.plateau().isPresent()) {
            throw new MetaFormerException(
                    "a schedule that follows scores cannot change with every update; let it change with every epoch");
        }
    }

    /**
     * Warm-up in a straight line and one cosine, changing with every update.
     *
     * @param warmup the rise at the start
     * @param minRate learning rate at the end
     * @return the schedule
     */
    public static Schedule cosine(Warmup warmup, double minRate) {
        return new Schedule(warmup, new Decay.Cosine(minRate), 0, true);
    }

    /**
     * How long a run takes with all cycles, warm-up prefix and cooldown.
     *
     * @param epochs epochs of the decay, or of its first cycle if it has several
     * @return epochs of the run
     */
    public int totalEpochs(int epochs) {
        return decay.totalEpochs(epochs) + cooldownEpochs + (warmup.prefix() ? warmup.epochs() : 0);
    }

    /**
     * The learning rate in force for an update, after what the scores made of it.
     *
     * @param base learning rate of the optimizer
     * @param epochs epochs of the decay
     * @param epoch current epoch from 0
     * @param update current optimizer update from 0, counted over the whole run
     * @param updatesPerEpoch optimizer updates of an epoch
     * @param state what is known of the scores of the epochs before
     * @return the learning rate
     */
    public double rate(double base, int epochs, int epoch, long update, int updatesPerEpoch, PlateauState state) {
        double rate = rate(base, epochs, epoch, update, updatesPerEpoch);
        if (epoch < warmup.epochs()) {
            return rate;
        }
        return decay.plateau().map(rule -> rule.reduced(rate, state)).orElse(rate);
    }

    /**
     * What is known of the scores after another validation.
     *
     * @param state what was known before
     * @param base learning rate of the optimizer
     * @param epoch epoch that was validated, from 0
     * @param metrics what was measured, in which is what the decay follows
     * @return the new state; that from before for decays that follow the time alone
     */
    public PlateauState after(PlateauState state, double base, int epoch, Metrics metrics) {
        if (epoch < warmup.epochs()) {
            return state;
        }
        return decay.plateau().map(rule -> rule.after(state, base, metrics)).orElse(state);
    }

    /**
     * The learning rate in force for an update as the time alone makes it.
     *
     * @param base learning rate of the optimizer
     * @param epochs epochs of the decay
     * @param epoch current epoch from 0
     * @param update current optimizer update from 0, counted over the whole run
     * @param updatesPerEpoch optimizer updates of an epoch
     * @return the learning rate
     */
    public double rate(double base, int epochs, int epoch, long update, int updatesPerEpoch) {
        return perUpdate ? rateAt(base, (double) update, epochs, updatesPerEpoch) : rateAt(base, epoch, epochs, 1);
    }

    private double rateAt(double base, double time, int epochs, double unit) {
        double warmupLength = warmup.epochs() * unit;
        if (time < warmupLength) {
            double end = warmup.prefix() ? base : decay.warmupEnd(base, warmupLength, epochs * unit, unit);
            return warmup.initialRate() + time * (end - warmup.initialRate()) / warmupLength;
        }
        return decay.rate(base, warmup.prefix() ? time - warmupLength : time, epochs * unit, unit);
    }
}
