package io.metaformer4j.cli.speed;

import io.metaformer4j.evaluation.speed.SpeedResult;
import io.metaformer4j.zoo.cost.Complexity;
import io.metaformer4j.zoo.cost.CountedImplementation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a row: first those that timm's {@code benchmark.py} writes, with its names, units and digits, in its order,
 * then ours. Times are milliseconds, memory is MiB, counts are millions or billions. What was not measured is null.
 */
final class BenchmarkColumns {

    private static final double MILLI = 1e3;
    private static final double MEBI = 1 << 20;

    private final SpeedRuns.Plan plan;

    BenchmarkColumns(SpeedRuns.Plan plan) {
        this.plan = plan;
    }

    Map<String, Object> of(BenchmarkRow row) {
        BenchPart part = plan.part();
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("model", row.setting().model());
        if (part.infers()) {
            timm(columns, "infer", row, row.inference());
            columns.put("infer_gmacs", cost(row, cost -> cost.fvcore(CountedImplementation.TIMM) / 1e9));
            columns.put("infer_macts", cost(row, cost -> cost.activations() / 1e6));
        }
        if (part.trains()) {
            timm(columns, "train", row, row.training());
        }
        columns.put("param_count", cost(row, cost -> (cost.trainable() + cost.frozen()) / 1e6));
        columns.put("engine", row.setting().engine());
        columns.put("device", row.setting().placement().device().toString());
        columns.put("precision", row.setting().precision());
        columns.put(
                "threads",
                row.setting().placement().threads().isPresent()
                        ? row.setting().placement().threads().getAsInt()
                        : null);
        if (part.infers()) {
            ours(columns, "infer", row.inference());
            columns.put("infer_weights", plan.weights().toString());
        }
        if (part.trains()) {
            ours(columns, "train", row.training());
        }
        columns.put("error", row.error().orElse(null));
        return columns;
    }

    private static void timm(
            Map<String, Object> columns, String prefix, BenchmarkRow row, Optional<SpeedResult> result) {
        columns.put(
                prefix + "_samples_per_sec",
                result.map(one -> rounded(one.picturesPerSecond(), 2)).orElse(null));
        columns.put(
                prefix + "_step_time",
                result.map(one -> millis(one.latencies().mean())).orElse(null));
        columns.put(prefix + "_batch_size", row.setting().batch());
        columns.put(prefix + "_img_size", row.setting().input().width());
    }

    private static void ours(Map<String, Object> columns, String prefix, Optional<SpeedResult> result) {
        for (int percent : new int[] {50, 90, 99}) {
            columns.put(
                    prefix + "_p" + percent + "_time",
                    result.map(one -> millis(one.latencies().percentile(percent)))
                            .orElse(null));
        }
        columns.put(
                prefix + "_rounds",
                result.map(one -> one.latencies().seconds().size()).orElse(null));
        columns.put(
                prefix + "_warmup_runs", result.map(one -> one.warmUp().runs()).orElse(null));
        columns.put(
                prefix + "_settled", result.map(one -> one.warmUp().settled()).orElse(null));
        columns.put(
                prefix + "_peak_memory",
                result.map(one -> one.memory().process())
                        .filter(bytes -> bytes.isPresent())
                        .map(bytes -> mebi(bytes.getAsLong()))
                        .orElse(null));
        columns.put(
                prefix + "_peak_heap",
                result.map(one -> mebi(one.memory().heap())).orElse(null));
        columns.put(prefix + "_machine", result.map(one -> one.machine().word()).orElse(null));
        columns.put(
                prefix + "_machine_reason",
                result.map(one -> one.machine().reason()).orElse(null));
    }

    /** A count of the network. */
    private interface Count {
        double of(Complexity cost);
    }

    private static Double cost(BenchmarkRow row, Count count) {
        return row.cost().map(cost -> rounded(count.of(cost), 2)).orElse(null);
    }

    private static Double millis(double seconds) {
        return rounded(seconds * MILLI, 3);
    }

    private static Double mebi(long bytes) {
        return rounded(bytes / MEBI, 1);
    }

    private static Double rounded(double value, int digits) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).doubleValue();
    }
}
