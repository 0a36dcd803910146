package io.metaformer4j.training.recipe;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The versions of the recipe file, of which the newest is written and all are read.
 *
 * <p>Version 2 begins with {@code "version" : 2} and has the fields of {@link TrainingRecipe} in snake case, grouped as the
 * records are. Where there are alternatives a field {@code type} says which. Fields that came later may be missing, and a
 * {@code metric} may have its former name {@code score}.
 *
 * <p>Version 1, of the first development versions, has no field {@code version} and no groups: {@code batch_size},
 * {@code accumulation}, {@code replicas}, {@code optimizer}, {@code schedule}, {@code clipping}, {@code averaging} and
 * {@code label_smoothing} stand beside {@code name}, {@code seed} and {@code epochs}. It means the same with the objective
 * {@code cross_entropy}, the only one there was.
 */
final class RecipeFormat {

    private static final String VERSION = "version";
    private static final int CURRENT = 2;
    private static final String METRIC = "metric";
    private static final String METRIC_BEFORE = "score";
    private static final Map<String, String> BATCHING =
            Map.of("batch_size", "size", "accumulation", "accumulation", "replicas", "replicas");
    private static final List<String> OPTIMIZATION = List.of("optimizer", "schedule", "clipping", "averaging");

    /**
     * A field that came after its version began, and what a file without it means.
     *
     * @param path names of the groups that lead to it
     * @param type the alternative that has it; empty where there are none
     * @param field its name
     * @param value what it was before it had a name; null for what is optional and was absent
     */
    private record Later(List<String> path, String type, String field, Object value) {}

    private static final List<Later> LATER = List.of(
            new Later(List.of("batching"), "", "shuffle_buffer", 0),
            new Later(List.of("batching"), "", "repeats", 0.0),
            new Later(List.of("batching"), "", "checkpoint_gradients", false),
            new Later(List.of("batching"), "", "synchronize_statistics", false),
            new Later(List.of("optimization"), "", "layer_decay", 1.0),
            new Later(List.of("optimization"), "", "base_rate", null),
            new Later(List.of("optimization"), "", "freezing", Map.of("modules", List.of(), "head_only", false)),
            new Later(List.of("optimization", "schedule", "decay"), "polynomial", "exponent", 1.0),
            new Later(List.of("augmentation"), "", "automatic", null),
            new Later(List.of("augmentation", "operations"), "color_jitter", "hue", 0.0),
            new Later(List.of("augmentation", "mixing"), "", "cutmix_sides", null),
            new Later(List.of("augmentation", "mixing"), "", "off_epoch", 0),
            new Later(List.of(), "", "kept", Map.of(METRIC, "top1", "history", 0)));

    /** Where a metric is named. */
    private static final List<List<String>> FOLLOWING =
            List.of(List.of("kept"), List.of("optimization", "schedule", "decay"));

    private RecipeFormat() {}

    /** The fields of a recipe as they are written. */
    static Map<String, Object> written(Map<String, Object> fields) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put(VERSION, CURRENT);
        written.putAll(fields);
        return written;
    }

    /**
     * The fields of the newest version.
     *
     * @param read what was read, of any version
     * @throws MetaFormerException if the version is unknown
     */
    static Map<Object, Object> current(Map<?, ?> read) {
        Map<Object, Object> fields = new LinkedHashMap<>(read);
        if (!fields.containsKey(VERSION)) {
            return completed(grouped(fields));
        }
        Object version = fields.remove(VERSION);
        if (version instanceof Number number && number.doubleValue() == CURRENT) {
            return completed(fields);
        }
        throw new MetaFormerException("training recipe, field version is " + version
                + ", but this program reads version 2, and version 1, which has no such field; use a newer program");
    }

    /** Some of the fields, of the newest version, by the names that they have now. */
    static Map<Object, Object> renamed(Map<?, ?> read) {
        Map<Object, Object> fields = new LinkedHashMap<>(read);
        for (List<String> path : FOLLOWING) {
            fields = renamed(fields, path);
        }
        return fields;
    }

    /** Of the old and the new name side by side, the old one stays, and is refused as unknown. */
    private static Map<Object, Object> renamed(Map<?, ?> read, List<String> path) {
        Map<Object, Object> fields = new LinkedHashMap<>(read);
        if (!path.isEmpty()) {
            fields.computeIfPresent(
                    path.get(0),
                    (key, inside) ->
                            inside instanceof Map<?, ?> group ? renamed(group, path.subList(1, path.size())) : inside);
        } else if (fields.containsKey(METRIC_BEFORE) && !fields.containsKey(METRIC)) {
            fields.put(METRIC, fields.remove(METRIC_BEFORE));
        }
        return fields;
    }

    private static Map<Object, Object> completed(Map<?, ?> read) {
        Map<Object, Object> fields = renamed(read);
        for (Later later : LATER) {
            fields = completed(fields, later.path(), later);
        }
        return fields;
    }

    private static Map<Object, Object> completed(Map<?, ?> read, List<String> path, Later later) {
        Map<Object, Object> fields = new LinkedHashMap<>(read);
        if (!path.isEmpty()) {
            fields.computeIfPresent(path.get(0), (key, inside) -> inside(inside, path.subList(1, path.size()), later));
        } else if (later.type().isEmpty() || later.type().equals(fields.get("type"))) {
            fields.putIfAbsent(later.field(), later.value());
        }
        return fields;
    }

    /** A group, or each group of a list. */
    private static Object inside(Object value, List<String> path, Later later) {
        if (value instanceof Map<?, ?> group) {
            return completed(group, path, later);
        } else if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(inside(element, path, later)));
            return elements;
        }
        return value;
    }

    private static Map<Object, Object> grouped(Map<Object, Object> flat) {
        Map<String, Object> batching = new LinkedHashMap<>();
        Map<String, Object> optimization = new LinkedHashMap<>();
        for (Object field : new ArrayList<>(flat.keySet())) {
            if (BATCHING.containsKey(field)) {
                batching.put(BATCHING.get(field), flat.remove(field));
            } else if (OPTIMIZATION.contains(field)) {
                optimization.put((String) field, flat.remove(field));
            }
        }
        Map<String, Object> objective = new LinkedHashMap<>();
        objective.put("type", RecipeJson.CROSS_ENTROPY);
        if (flat.containsKey("label_smoothing")) {
            objective.put("label_smoothing", flat.remove("label_smoothing"));
        }
        flat.put("batching", batching);
        flat.put("objective", objective);
        flat.put("optimization", optimization);
        return flat;
    }
}
