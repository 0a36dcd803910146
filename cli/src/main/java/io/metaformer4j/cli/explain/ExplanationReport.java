package io.metaformer4j.cli.explain;

import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.evaluation.explain.faithfulness.Faithfulness;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.SafetensorsWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Explanations in words and numbers. */
final class ExplanationReport {

    private ExplanationReport() {}

    /** A table of all. */
    static void print(PrintWriter out, List<Explanation> explanations, boolean measured) {
        List<String> heading = new ArrayList<>(List.of("picture", "model", "method", "class", "probability"));
        if (measured) {
            heading.addAll(List.of("insertion", "deletion"));
        }
        TextTable table = new TextTable().row(heading.toArray(String[]::new));
        for (Explanation explanation : explanations) {
            List<String> row = new ArrayList<>(List.of(
                    explanation.file(),
                    explanation.model(),
                    explanation.settings().method().label(),
                    explanation.target() + " " + explanation.label(),
                    String.format(Locale.ROOT, "%.2f %%", 100 * explanation.probability())));
            explanation.faithfulness().ifPresent(found -> {
                row.add(String.format(Locale.ROOT, "%.4f", found.insertionScore()));
                row.add(String.format(Locale.ROOT, "%.4f", found.deletionScore()));
            });
            table.row(row.toArray(String[]::new));
        }
        out.print(table.render());
        out.flush();
    }

    /** Everything but the maps as JSON, with the pictures that could not be read. */
    static void printJson(
            PrintWriter out,
            List<Explanation> explanations,
            Map<String, Object> written,
            List<Map<String, Object>> failures) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (Explanation explanation : explanations) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("file", explanation.file());
            fields.put("picture", explanation.picture());
            fields.put("model", explanation.model());
            fields.put("method", explanation.settings().method().label());
            fields.put("modules", explanation.settings().modules());
            fields.put("aug_smooth", explanation.settings().augmentationSmoothing());
            fields.put("eigen_smooth", explanation.settings().eigenSmoothing());
            fields.put("index", explanation.target());
            fields.put("label", explanation.label());
            fields.put("probability", explanation.probability());
            fields.put(
                    "map", List.of(explanation.map().height(), explanation.map().width()));
            explanation.faithfulness().ifPresent(found -> putFaithfulness(fields, found));
            results.add(fields);
        }
        Map<String, Object> document = new LinkedHashMap<>(written);
        document.put("results", results);
        if (!failures.isEmpty()) {
            document.put("failures", failures);
        }
        JsonOutput.print(out, document);
    }

    private static void putFaithfulness(Map<String, Object> fields, Faithfulness found) {
        fields.put("insertion", found.insertionScore());
        fields.put("deletion", found.deletionScore());
        fields.put("insertion_curve", found.insertion());
        fields.put("deletion_curve", found.deletion());
    }

    /** The raw maps, named by the number of the picture, the model, the method and the class. */
    static void writeRaw(Path file, List<Explanation> explanations) throws IOException {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Explanation explanation : explanations) {
            String picture = "picture" + explanation.picture();
            String name = picture + "/" + explanation.model() + "/"
                    + explanation.settings().method().label() + "/class" + explanation.target();
            int height = explanation.map().height();
            int width = explanation.map().width();
            tensors.put(name, WeightTensor.ofFloats(explanation.map().values(), height, width));
            metadata.put(picture, explanation.file());
        }
        SafetensorsWriter.write(file, tensors, metadata);
    }
}
