package io.metaformer4j.zoo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What the reference implementations count on their own models, one row for each fixture: parameters of
 * {@code state_dict}, multiply-adds of torch's {@code FlopCounterMode} by operator, total of fvcore's
 * {@code FlopCountAnalysis}.
 */
record ReferenceCounts(
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
        long fvcore) {

    static List<ReferenceCounts> all() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ReferenceCounts.class.getResourceAsStream("reference_counts.tsv")),
                StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> parse(line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                Long.parseLong(f[13]));
    }

    /** The name of this network in our catalog. */
    String catalogName() {
        return switch (source) {
            case "timm" -> model + ".sail_in1k";
            case "geoformer", "geometaformer" ->
                model.startsWith("identityformer") || model.startsWith("randformer") ? model + ".geoformer" : model;
            default -> model;
        };
    }

    @Override
    public String toString() {
        return source + " " + model;
    }
}
