package io.metaformer4j.training.checkpoint;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.vision.loader.SkippedSamples;
import java.time.Duration;
import java.util.Optional;

/**
 * What an epoch was like.
 *
 * @param epoch the epoch from 0
 * @param epochs epochs of the run
 * @param update optimizer updates since the start
 * @param samples pictures seen since the start
 * @param rate learning rate of the last update
 * @param loss mean training loss of the epoch
 * @param metrics what was measured of the network, averaged if the weights are; empty in epochs without validation
 * @param best whether the network is the best so far
 * @param time time since the epoch began or was resumed, without the validation; zero if only the validation was left
 * @param skipped training pictures that could not be decoded and were left out since then
 */
public record EpochReport(
        int epoch,
        int epochs,
        long update,
        long samples,
        double rate,
        double loss,
        Optional<Metrics> metrics,
        boolean best,
        Duration time,
        SkippedSamples skipped) {

    /**
     * The report on the epoch that ended.
     *
     * @param position where the run stands, at the start of the next epoch
     * @param epochs epochs of the run
     * @param rate learning rate of the last update
     * @param metrics what was measured of the network; empty without validation
     * @param time time of the epoch
     * @param skipped training pictures that were left out
     */
    public static EpochReport of(
            RunPosition position,
            int epochs,
            double rate,
            Optional<Metrics> metrics,
            Duration time,
            SkippedSamples skipped) {
        int ended = position.epoch() - 1;
        return new EpochReport(
                ended,
                epochs,
                position.update(),
                position.samples(),
                rate,
                position.meanLoss(),
                metrics,
                metrics.isPresent() && position.bestEpoch() == ended,
                time,
                skipped);
    }
}
