package io.metaformer4j.cli.validate;

import io.metaformer4j.cli.output.ErrorMessage;
import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.evaluation.report.ModelScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of the models of one command, of which some may have failed. */
final class MeasuredModels {

    private final int selected;
    private final List<ValidationReport> reports = new ArrayList<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    MeasuredModels(int selected) {
        this.selected = selected;
    }

    void add(ValidationReport report) {
        reports.add(report);
    }

    /** Whether there is one model only. */
    boolean isOne() {
        return selected == 1;
    }

    /** Keeps why a model could not be measured, or a file about it not be written, and returns it with its name. */
    String fail(String model, Exception reason) {
        String message = new ErrorMessage(reason).line();
        failures.put(model, message);
        return model + ": " + message;
    }

    int exitCode() {
        return failures.isEmpty() ? 0 : 1;
    }

    /** The best first; of equally good ones that which was named first. */
    private List<ValidationReport> best() {
        return reports.stream()
                .sorted(Comparator.comparingDouble(
                                (ValidationReport report) -> report.result().top1())
                        .reversed())
                .toList();
    }

    List<ModelScore> scores() {
        return reports.stream().map(ValidationReport::score).toList();
    }

    /** The figures of the only model, or a list of those of all. */
    Object document() {
        if (isOne()) {
            return reports.get(0).document();
        }
        List<Map<String, Object>> documents = new ArrayList<>();
        best().forEach(report -> documents.add(report.document()));
        failures.forEach((model, reason) -> {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("model", model);
            document.put("error", reason);
            documents.add(document);
        });
        return documents;
    }

    /** Several models side by side; nothing of one. */
    String summary() {
        if (isOne() || reports.isEmpty()) {
            return "";
        }
        TextTable text = new TextTable();
        text.row("model", "top-1", "top-5", "loss", "ECE", "params", "input");
        for (ValidationReport report : best()) {
            text.row(
                    report.name(),
                    number("%.3f", report.result().top1()),
                    number("%.3f", report.result().top5()),
                    number("%.4f", report.result().loss()),
                    number("%.2f %%", 100 * report.calibration().expectedError()),
                    number("%.1fM", report.score().parameters() / 1e6),
                    report.preprocessing().height() + "x"
                            + report.preprocessing().width());
        }
        return "\n" + text.render();
    }

    private static String number(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
