package io.metaformer4j.cli.robustness;

import io.metaformer4j.evaluation.robustness.CorruptionErrors;
import io.metaformer4j.evaluation.robustness.CorruptionLevel;
import io.metaformer4j.evaluation.robustness.PartCounts;
import io.metaformer4j.evaluation.robustness.ReassessedCounts;
import io.metaformer4j.evaluation.robustness.RobustnessBenchmark;
import io.metaformer4j.evaluation.robustness.RobustnessScores;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.zoo.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The results of one model as plain data, in the shape of GeoFormer's {@code evaluate_robustness.py}: what was measured, then one
 * object for each benchmark.
 *
 * @param model what was measured
 * @param scores what came out
 * @param suite where the pictures are
 * @param processes how many processes measured
 */
record ModelDocument(MeasuredModel model, RobustnessScores scores, SuiteArguments suite, int processes) {

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("model", model.name());
        data.put("pretrained", model.pretrained());
        data.put("checkpoint", model.checkpoint());
        data.put("weights_source", model.weights());
        data.put("averaged", model.averaged());
        data.put("class_map_json", suite.classMap().map(Path::toString).orElse(""));
        data.put("world_size", processes);
        for (RobustnessBenchmark benchmark : RobustnessBenchmark.values()) {
            if (benchmark.corrupted()) {
                scores.errors(benchmark).ifPresent(errors -> data.put(benchmark.id(), corrupted(benchmark, errors)));
            } else {
                scores.counts(benchmark).ifPresent(counts -> {
                    data.put(benchmark.id(), plain(benchmark, counts));
                    counts.reassessed().ifPresent(labels -> data.put("imagenet_real", reassessed(labels)));
                });
            }
        }
        return data;
    }

    private Map<String, Object> plain(RobustnessBenchmark benchmark, PartCounts counts) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("path", suite.location(benchmark));
        putCounts(data, counts);
        data.put("restricted", benchmark.restricted());
        data.put("data_config", dataConfig());
        return data;
    }

    private static void putCounts(Map<String, Object> data, PartCounts counts) {
        data.put("n", counts.run());
        data.put("top1", counts.top1());
        data.put("top5", counts.top5());
        data.put("skipped", counts.skipped());
    }

    private Map<String, Object> reassessed(ReassessedCounts labels) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("path", suite.location(RobustnessBenchmark.IMAGENET_VAL));
        data.put("labels", suite.reassessed().map(Path::toString).orElse(""));
        data.put("n", labels.counted());
        if (labels.counted() > 0) {
            data.put("top1", labels.top1());
            data.put("top5", labels.top5());
        }
        return data;
    }

    private Map<String, Object> corrupted(RobustnessBenchmark benchmark, CorruptionErrors errors) {
        Map<CorruptionLevel, PartCounts> levels = scores.levels(benchmark);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("path", suite.location(benchmark));
        data.put("n", levels.values().stream().mapToLong(PartCounts::run).sum());
        put(data, "clean_error", errors.clean());
        put(data, "mean_error", errors.meanError());
        put(data, "mce", errors.meanCorruptionError());
        put(data, "relative_mce", errors.relativeMeanCorruptionError());
        data.put("restricted", benchmark.restricted());
        data.put("data_config", dataConfig());
        Map<String, Object> corruptions = new LinkedHashMap<>();
        for (Corruption corruption : errors.corruptions()) {
            Map<String, Object> one = new LinkedHashMap<>();
            put(one, "error", errors.meanError(corruption));
            put(one, "ce", errors.corruptionError(corruption));
            put(one, "relative_ce", errors.relativeCorruptionError(corruption));
            one.put("severities", severities(corruption, levels));
            corruptions.put(corruption.label(), one);
        }
        data.put("corruptions", corruptions);
        return data;
    }

    private static List<Map<String, Object>> severities(
            Corruption corruption, Map<CorruptionLevel, PartCounts> levels) {
        List<Map<String, Object>> severities = new ArrayList<>();
        levels.forEach((level, counts) -> {
            if (level.corruption() == corruption) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("severity", level.severity().level());
                putCounts(one, counts);
                severities.add(one);
            }
        });
        return severities;
    }

    /** A figure of which a part was not measured is left out. */
    private static void put(Map<String, Object> data, String name, OptionalDouble percent) {
        percent.ifPresent(value -> data.put(name, value));
    }

    /** What timm calls the evaluation preprocessing, by its names. */
    private Map<String, Object> dataConfig() {
        Preprocessing input = model.preprocessing();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("input_size", List.of(input.channels(), input.height(), input.width()));
        data.put("interpolation", input.interpolation().toString());
        data.put("mean", input.mean());
        data.put("std", input.std());
        data.put("crop_pct", input.cropRatio());
        data.put("crop_mode", input.cropMode().toString());
        return data;
    }
}
