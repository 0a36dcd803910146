package io.metaformer4j.cli.invariance;

import io.metaformer4j.cli.output.JsonOutput;
import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.evaluation.invariance.InvarianceResult;
import io.metaformer4j.evaluation.invariance.Spread;
import io.metaformer4j.evaluation.invariance.TransformationResult;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfPredictions;
import io.metaformer4j.weights.disk.AtomicFile;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What is told of the models that were measured.
 *
 * @param data the pictures, as fields of a document
 * @param models the models with their figures
 */
record InvarianceReport(Map<String, Object> data, List<ProbedModel> models) {

    /** What makes a name of a CSV table need quotes (RFC 4180). */
    private static final Pattern SPECIAL = Pattern.compile("[,\"\r\n]");

    private static final String NOTHING = "-";

    /** Writes the files that are wanted. */
    void write(Optional<Path> json, Optional<Path> csv, Optional<Path> page) throws IOException {
        if (json.isPresent()) {
            write(json.get(), JsonOutput.text(document()));
        }
        if (csv.isPresent()) {
            write(csv.get(), table());
        }
        if (page.isPresent()) {
            write(page.get(), new InvariancePage(String.valueOf(data.get("data")), models).toHtml());
        }
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Prints all figures as JSON, or those that matter most as tables. */
    void print(JsonOutput json, PrintWriter out) {
        if (json.enabled()) {
            JsonOutput.print(out, document());
            return;
        }
        for (ProbedModel model : models) {
            out.println(PrintableText.of(model.name()) + ": equivariance error of each stage, change of the pooled"
                    + " vector, consistency and top-1 in percent, " + pictures(model.result()));
            out.print(transformations(model.result())); // lines of its own, which println would escape
            out.println();
        }
        out.print(summary());
    }

    private static String pictures(InvarianceResult result) {
        long count = result.pictures();
        long skipped = result.skipped().count();
        String pictures = count + (count == 1 ? " picture" : " pictures");
        return skipped == 0
                ? pictures
                : pictures + ", " + skipped + " left out, first "
                        + PrintableText.of(result.skipped().first().get(0).name());
    }

    private static String transformations(InvarianceResult result) {
        List<String> heading = new ArrayList<>(List.of("transformation"));
        int stages = result.transformations().get(0).stages().size();
        for (int i = 0; i < stages; i++) {
            heading.add("stage " + i);
        }
        heading.addAll(List.of("pooled", "consistency", "top-1"));
        TextTable table = new TextTable().row(heading.toArray(String[]::new));
        for (TransformationResult each : result.transformations()) {
            List<String> row = new ArrayList<>(List.of(each.transformation().label()));
            each.stages().forEach(stage -> row.add(text("%.4f", stage.equivariance())));
            row.add(text("%.4f", each.pooled().change()));
            Optional<OfPredictions> predictions = each.predictions();
            row.add(predictions
                    .map(found -> text("%.2f", OptionalDouble.of(found.consistency())))
                    .orElse(NOTHING));
            row.add(predictions.map(found -> text("%.2f", found.top1())).orElse(NOTHING));
            table.row(row.toArray(String[]::new));
        }
        return table.render();
    }

    private String summary() {
        TextTable table = new TextTable()
                .row("model", "top-1", "nearest mean", "class separation", "mean pooled change", "mean consistency");
        for (ProbedModel model : models) {
            table.row(
                    model.name(),
                    text("%.2f", model.top1()),
                    text("%.2f", model.nearestMean()),
                    text("%.4f", model.separation()),
                    text("%.4f", model.result().pooledChange()),
                    text("%.2f", model.result().consistency()));
        }
        return table.render();
    }

    private static String text(String pattern, Spread spread) {
        return text(pattern, spread.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(spread.mean()));
    }

    private static String text(String pattern, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, pattern, value.getAsDouble()) : NOTHING;
    }

    private Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>(data);
        document.put("models", models.stream().map(ProbedModel::document).toList());
        return document;
    }

    /** A line for each figure; where it is a number of all pictures, it has no deviation. */
    private String table() {
        StringBuilder csv = new StringBuilder("model,transformation,place,measure,mean,std,count\n");
        for (ProbedModel model : models) {
            for (ProbedFigure each : ProbedFigure.of(model.result())) {
                Spread spread = each.spread();
                csv.append(quoted(model.name()))
                        .append(',')
                        .append(String.join(",", each.transformation(), each.place(), each.measure()))
                        .append(',')
                        .append(spread.mean())
                        .append(',')
                        .append(Double.isFinite(spread.deviation()) ? Double.toString(spread.deviation()) : "")
                        .append(',')
                        .append(spread.count())
                        .append('\n');
            }
        }
        return csv.toString();
    }

    private static String quoted(String name) {
        return SPECIAL.matcher(name).find() ? '"' + name.replace("\"", "\"\"") + '"' : name;
    }
}
