package io.metaformer4j.zoo;

import io.metaformer4j.fixtures.Fixtures;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the reference implementations count on their own models, one row for each fixture: parameters of
 * {@code state_dict}, multiply-adds of torch's {@code FlopCounterMode} by operator, total of fvcore's
 * {@code FlopCountAnalysis}, crop ratio and input side of {@code default_cfg}.
 */
public record ReferenceCounts(
        String source,
        String model,
        int height,
        int width,
        int classes,
        long params,
        long frozen,
        long buffers,
        long macs,
        long convolution,
        long mm,
        long addmm,
        long bmm,
        long fvcore,
        double cropRatio,
        int inputSide) {

    private static final String TIMM = "huggingface/pytorch-image-models";

    /**
     * One row of the tables that list every registered name, with the counts rounded as printed there.
     */
    public record TableRow(
            String source,
            String model,
            int side,
            int classes,
            long trainable,
            long frozen,
            long buffers,
            String macs,
            String fvcore) {

        public String catalogName() {
            return ReferenceCounts.catalogName(source, model);
        }

        @Override
        public String toString() {
            return source + " " + model + " " + classes;
        }
    }

    /** What timm's registry says about one of its tags. */
    public record TimmTag(String name, int side, int classes, double cropRatio, String interpolation, String hubId) {
        @Override
        public String toString() {
            return name;
        }
    }

    public static List<ReferenceCounts> all() {
        return rows("reference_counts.tsv", ReferenceCounts::parse);
    }

    public static List<TableRow> table() {
        return rows(
                "reference_table.tsv",
                f -> new TableRow(
                        f[0],
                        f[1],
                        Integer.parseInt(f[2]),
                        Integer.parseInt(f[3]),
                        Long.parseLong(f[4]),
                        Long.parseLong(f[5]),
                        Long.parseLong(f[6]),
                        f[7],
                        f[8]));
    }

    public static List<TimmTag> timmTags() {
        return rows(
                "timm_tags.tsv",
                f -> new TimmTag(
                        f[0], Integer.parseInt(f[1]), Integer.parseInt(f[2]), Double.parseDouble(f[3]), f[4], f[5]));
    }

    /** Our name of every network that a reference registers, by the repository that it is from. */
    public static Map<String, Set<String>> namesByOrigin() {
        Map<String, Set<String>> names = new TreeMap<>();
        for (TableRow row : table()) {
            String name = row.catalogName();
            boolean isTimms = name.endsWith(".sail_in1k"); // GeoFormer registers those, too
            names.computeIfAbsent(isTimms ? TIMM : origin(row.source()), origin -> new TreeSet<>())
                    .add(name);
        }
        timmTags().forEach(tag -> names.get(TIMM).add(tag.name()));
        // Registered by mistake as caformer_m364_in21k, which cannot be built there, so the table lacks it.
        names.get(origin("sail-metaformer")).add("caformer_m36_in21k");
        return names;
    }

    private static String origin(String source) {
        return switch (source) {
            case "sail-metaformer" -> "sail-sg/metaformer";
            case "sail-poolformer" -> "sail-sg/poolformer";
            case "geoformer", "geometaformer" -> "ShurenQi/GeoFormer";
            case "timm" -> TIMM;
            default -> throw new IllegalArgumentException("unknown source of references: " + source);
        };
    }

    private static <T> List<T> rows(String resource, Function<String[], T> parser) {
        return Fixtures.lines("catalog/" + resource).stream()
                .map(line -> parser.apply(line.split("\t", -1)))
                .toList();
    }

    private static ReferenceCounts parse(String[] f) {
        return new ReferenceCounts(
                f[0],
                f[1],
                Integer.parseInt(f[2]),
                Integer.parseInt(f[3]),
                Integer.parseInt(f[4]),
                Long.parseLong(f[5]),
                Long.parseLong(f[6]),
                Long.parseLong(f[7]),
                Long.parseLong(f[8]),
                Long.parseLong(f[9]),
                Long.parseLong(f[10]),
                Long.parseLong(f[11]),
                Long.parseLong(f[12]),
                Long.parseLong(f[13]),
                Double.parseDouble(f[14]),
                Integer.parseInt(f[15]));
    }

    /** The name of this network in our catalog. */
    public String catalogName() {
        return catalogName(source, model);
    }

    private static String catalogName(String source, String model) {
        if (source.startsWith("sail")) {
            return model;
        }
        String family = model.substring(0, model.indexOf('_'));
        return switch (family) {
            case "identityformer", "randformer" -> model + ".geoformer";
            case "poolformer", "poolformerv2", "convformer", "caformer" -> model + ".sail_in1k";
            default -> model;
        };
    }

    @Override
    public String toString() {
        return source + " " + model;
    }
}
