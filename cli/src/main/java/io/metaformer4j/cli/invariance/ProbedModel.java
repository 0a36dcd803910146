package io.metaformer4j.cli.invariance;

import io.metaformer4j.evaluation.invariance.InvarianceResult;
import io.metaformer4j.evaluation.invariance.InvarianceResult.Discriminability;
import io.metaformer4j.evaluation.invariance.Spread;
import io.metaformer4j.zoo.Preprocessing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A model that was measured.
 *
 * @param name what the user calls it
 * @param weights where its weights come from
 * @param averaged whether they are averages of a training
 * @param preprocessing what was done with each picture
 * @param result what came out
 */
record ProbedModel(
        String name, String weights, boolean averaged, Preprocessing preprocessing, InvarianceResult result) {

    /** The short name for charts: of a path its last part, or the folder around a {@code model.json}. */
    String brief() {
        List<String> parts = Arrays.stream(name.split("[/\\\\]", -1))
                .filter(part -> !part.isEmpty())
                .toList();
        String last = parts.isEmpty() ? name : parts.get(parts.size() - 1);
        return last.equals("model.json") && parts.size() > 1 ? parts.get(parts.size() - 2) : last;
    }

    OptionalDouble top1() {
        return result.discriminability().map(Discriminability::top1).orElse(OptionalDouble.empty());
    }

    OptionalDouble separation() {
        return result.discriminability().map(Discriminability::separation).orElse(OptionalDouble.empty());
    }

    OptionalDouble nearestMean() {
        return result.discriminability().map(Discriminability::nearestMean).orElse(OptionalDouble.empty());
    }

    /** Everything as maps, lists and numbers. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", name);
        document.put("weights", weights);
        document.put("averaged", averaged);
        document.put("images", result.pictures());
        document.put("skipped", result.skipped().count());
        document.put("height", preprocessing.height());
        document.put("width", preprocessing.width());
        document.put("crop_pct", preprocessing.cropRatio());
        document.put("interpolation", preprocessing.interpolation().toString());
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("pooled_change", number(result.pooledChange()));
        summary.put("consistency", number(result.consistency()));
        summary.put("top1", number(top1()));
        summary.put("class_separation", number(separation()));
        summary.put("nearest_mean", number(nearestMean()));
        result.discriminability().ifPresent(found -> summary.put("classes", found.classes()));
        document.put("summary", summary);
        document.put("figures", figures());
        return document;
    }

    /** By transformation, place and measure. */
    private Map<String, Map<String, Map<String, Object>>> figures() {
        Map<String, Map<String, Map<String, Object>>> figures = new LinkedHashMap<>();
        for (ProbedFigure each : ProbedFigure.of(result)) {
            figures.computeIfAbsent(each.transformation(), key -> new LinkedHashMap<>())
                    .computeIfAbsent(each.place(), key -> new LinkedHashMap<>())
                    .put(each.measure(), spread(each.spread()));
        }
        return figures;
    }

    private static Map<String, Object> spread(Spread spread) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mean", spread.mean());
        if (Double.isFinite(spread.deviation())) {
            fields.put("std", spread.deviation());
        }
        fields.put("count", spread.count());
        return fields;
    }

    /** JSON's null is how the document says that there is no number. */
    private static Object number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
