package io.metaformer4j.training.schedule;

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
     * How long a run takes with warm-up prefix and cooldown.
     *
     * @param epochs epochs of the decay
     * @return epochs of the run
     */
    public int totalEpochs(int epochs) {
        return epochs + cooldownEpochs + (warmup.prefix() ? warmup.epochs() : 0);
    }

    /**
     * The learning rate in force for an update.
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
            return warmup.initialRate() + time * (base - warmup.initialRate()) / warmupLength;
        }
        return decay.rate(base, warmup.prefix() ? time - warmupLength : time, epochs * unit, unit);
    }
}
