package io.metaformer4j.vision.labels;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A tab-separated table bundled with this package; the first line names the columns. */
final class LabelTable {

    private static final String IMAGENET_1K = "imagenet1k.tsv";
    private static final String IMAGENET_21K = "imagenet21k.tsv";

    private final List<String[]> rows;

    private LabelTable(String resource) {
        try (InputStream in = LabelTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the label table " + resource + " is missing from the vision jar");
            }
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            rows = reader.lines().skip(1).map(line -> line.split("\t", -1)).collect(Collectors.toUnmodifiableList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the bundled label table " + resource, e);
        }
    }

    /** Columns: index, wnid, names, in ImageNet-A (0 or 1), in ImageNet-R (0 or 1); 1,000 rows in output order. */
    static LabelTable imageNet1k() {
        return new LabelTable(IMAGENET_1K);
    }

    /** Columns: index, wnid, names; 21,841 rows in output order. */
    static LabelTable imageNet21k() {
        return new LabelTable(IMAGENET_21K);
    }

    List<String> column(int column) {
        return rows.stream().map(row -> row[column]).toList();
    }

    List<Integer> numbers(int column) {
        return rows.stream().map(row -> Integer.valueOf(row[column])).toList();
    }
}
