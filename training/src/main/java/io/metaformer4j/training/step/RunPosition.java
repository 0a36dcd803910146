package io.metaformer4j.training.step;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.PlateauState;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run stands, between two optimizer updates. An epoch that has ended is saved before it is validated: then the next
 * epoch is the current one, at its batch 0, and the losses are those of the one that ended.
 *
 * @param epoch current epoch from 0
 * @param batch batches of the epoch that were used
 * @param update optimizer updates since the start; those that were left out because losses or gradients were not finite count,
 *     too, as the schedule and all randomness go on with them
 * @param samples pictures seen since the start
 * @param lossSum sum of the losses of the epoch's pictures
 * @param lossCount pictures of the epoch, without those whose loss was not finite
 * @param bestValue best value so far of the metric that the recipe's selection names; -1 if none was measured
 * @param bestEpoch epoch of the best value, -1 if none was measured
 * @param plateau what the schedule knows of the metric that it follows, if it follows one
 */
public record RunPosition(
        int epoch,
        int batch,
        long update,
        long samples,
        double lossSum,
        long lossCount,
        double bestValue,
        int bestEpoch,
        PlateauState plateau) {

    /** Before the first step. */
    public static final RunPosition START = new RunPosition(0, 0, 0, 0, 0, 0, -1, -1, PlateauState.START);

    /** After another update. */
    RunPosition afterUpdate(int batches, double losses, long pictures) {
        return new RunPosition(
                epoch,
                batch + batches,
                update + 1,
                samples + pictures,
                lossSum + losses,
                lossCount + pictures,
                bestValue,
                bestEpoch,
                plateau);
    }

    /** After an update that was left out, as its loss was not finite and counts in no mean. */
    RunPosition afterLostUpdate(int batches, long pictures) {
        return afterUpdate(batches, 0, pictures).withLosses(lossSum, lossCount);
    }

    private RunPosition withLosses(double sum, long count) {
        return new RunPosition(epoch, batch, update, samples, sum, count, bestValue, bestEpoch, plateau);
    }

    /** With more batches of the epoch behind it, whose pictures could not be used. */
    RunPosition afterBatches(int batches) {
        return new RunPosition(
                epoch, batch + batches, update, samples, lossSum, lossCount, bestValue, bestEpoch, plateau);
    }

    /** At the start of the next epoch, with the losses of the one that ended until it is {@linkplain #reported}. */
    public RunPosition nextEpoch() {
        return new RunPosition(epoch + 1, 0, update, samples, lossSum, lossCount, bestValue, bestEpoch, plateau);
    }

    /** Whether the epoch before the current one has ended, but was not validated and reported yet. */
    public boolean isReportDue() {
        return batch == 0 && lossCount > 0;
    }

    /** After the report on the epoch that ended, whose metrics a schedule may follow. */
    public RunPosition reported(TrainingRecipe recipe, Optional<Metrics> metrics) {
        Optimization optimization = recipe.optimization();
        PlateauState known = metrics.map(measured -> optimization
                        .schedule()
                        .after(plateau, optimization.optimizer().rate(), epoch - 1, measured))
                .orElse(plateau);
        return new RunPosition(epoch, batch, update, samples, 0, 0, bestValue, bestEpoch, known);
    }

    /** After the validation of the epoch that ended, which may be the best so far by the metric that the recipe goes by. */
    public RunPosition evaluated(TrainingRecipe recipe, Optional<Metrics> metrics) {
        String name = recipe.kept().metric();
        return metrics.filter(measured -> measured.has(name)) // stored ones may lack it, without a validation
                .filter(measured -> isBest(measured.metric(name), measured.value(name)))
                .map(measured -> withBest(measured.value(name)))
                .orElse(this);
    }

    private boolean isBest(Metric metric, double value) {
        return bestEpoch < 0 || metric.bestFirst().compare(value, bestValue) < 0;
    }

    private RunPosition withBest(double value) {
        return new RunPosition(epoch, batch, update, samples, lossSum, lossCount, value, epoch - 1, plateau);
    }

    /** Without a best epoch. */
    public RunPosition withoutBest() {
        return new RunPosition(
                epoch, batch, update, samples, lossSum, lossCount, START.bestValue, START.bestEpoch, plateau);
    }

    /** With a schedule that follows another metric from now on, and keeps the rate that it has reached. */
    public RunPosition withoutBestOfPlateau() {
        return new RunPosition(
                epoch, batch, update, samples, lossSum, lossCount, bestValue, bestEpoch, plateau.withoutBest());
    }

    /** Mean loss of the epoch so far. */
    public double meanLoss() {
        return lossCount == 0 ? Double.NaN : lossSum / lossCount;
    }

    /** The position as plain data, for a checkpoint. */
    public Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("epoch", epoch);
        data.put("batch", batch);
        data.put("update", update);
        data.put("samples", samples);
        data.put("loss_sum", lossSum);
        data.put("loss_count", lossCount);
        data.put("best_score", bestValue);
        data.put("best_epoch", bestEpoch);
        if (!plateau.equals(PlateauState.START)) {
            data.put("plateau", plateau.toData());
        }
        return data;
    }

    /**
     * Reads a position from the data of a checkpoint.
     *
     * @throws io.metaformer4j.zoo.MetaFormerException if a number is missing
     */
    public static RunPosition fromData(Map<?, ?> data) {
        return new RunPosition(
                (int) number(data, "epoch").longValue(),
                (int) number(data, "batch").longValue(),
                number(data, "update").longValue(),
                number(data, "samples").longValue(),
                number(data, "loss_sum").doubleValue(),
                number(data, "loss_count").longValue(),
                number(data, "best_score").doubleValue(),
                (int) number(data, "best_epoch").longValue(),
                data.get("plateau") instanceof Map<?, ?> known ? PlateauState.fromData(known) : PlateauState.START);
    }

    private static Number number(Map<?, ?> data, String name) {
        if (data.get(name) instanceof Number number) {
            return number;
        }
        throw new MetaFormerException("the checkpoint lacks the number " + name + " under its key 'progress'");
    }
}
