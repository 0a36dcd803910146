package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.calibration.CalibrationFigures;
import io.metaformer4j.evaluation.calibration.ReliabilityBin;
import io.metaformer4j.evaluation.calibration.TemperatureFit;
import io.metaformer4j.evaluation.page.BarChart;
import io.metaformer4j.evaluation.page.BarChart.Bar;
import io.metaformer4j.evaluation.page.Html;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How well probabilities fit how often the network is right, and what a temperature would change.
 *
 * @param figures of all pictures
 * @param temperature what temperature scaling found, if it was asked for
 */
record CalibrationSection(CalibrationFigures figures, Optional<TemperatureFit> temperature) {

    String toHtml() {
        String verdict = Html.format(
                "<p class=\"note\">The mean confidence is %.1f %% and the accuracy %.1f %%: the network is %s. With"
                        + " perfect probabilities each bar would end at the line; the expected calibration error is the"
                        + " mean distance from it, weighted by the pictures.</p>\n",
                100 * figures.confidence(),
                100 * figures.accuracy(),
                figures.confidence() > figures.accuracy()
                        ? "too sure of itself"
                        : "less sure of itself than it could be");
        String charts = "<div class=\"charts\">" + chart(reliability(figures, "Accuracy by confidence"))
                + chart(new BarChart("Pictures by confidence", "confidence", counts(), false)) + "</div>\n";
        return verdict + facts() + charts + temperature.map(this::scaled).orElse("");
    }

    private String facts() {
        return "<dl class=\"facts\">" + fact("Expected calibration error", percent(figures.expectedError()))
                + fact("Over equally filled bins", percent(figures.adaptiveError()))
                + fact("Largest error of a bin", percent(figures.maximumError()))
                + fact("Brier score", Html.format("%.4f", figures.brier()))
                + fact("Negative log-likelihood", Html.format("%.4f", figures.logLoss())) + "</dl>\n";
    }

    private static String fact(String name, String value) {
        return Html.format("<div><dt>%s</dt><dd>%s</dd></div>", name, value);
    }

    private static String percent(double share) {
        return Html.format("%.2f %%", 100 * share);
    }

    private static String chart(BarChart chart) {
        return "<div class=\"chart\">" + chart.toSvg() + "</div>\n";
    }

    private static BarChart reliability(CalibrationFigures of, String title) {
        List<Bar> bars = of.bins().stream()
                .map(bin -> new Bar(bin.low(), bin.high(), bin.accuracy(), note(bin)))
                .toList();
        return new BarChart(title, "confidence", bars, true);
    }

    private List<Bar> counts() {
        return figures.bins().stream()
                .map(bin -> new Bar(bin.low(), bin.high(), (double) bin.count(), note(bin)))
                .toList();
    }

    private static String note(ReliabilityBin bin) {
        return Html.format(
                "%,d pictures, confidence %.1f %%, accuracy %.1f %%",
                bin.count(), 100 * bin.confidence(), 100 * bin.accuracy());
    }

    private String scaled(TemperatureFit fit) {
        String on = Html.format(
                fit.separate()
                        ? "fitted on %,d pictures and judged on the other %,d"
                        : "fitted and judged on the same %,d pictures, which flatters it",
                fit.fitted(),
                fit.after().pictures());
        String limit = fit.atLimit() ? " The best temperature may lie beyond the range that was searched." : "";
        StringBuilder html = new StringBuilder(Html.format(
                "<h3>Temperature %.4f</h3>\n<p class=\"note\">All logits divided by it, %s.%s</p>\n"
                        + "<div class=\"scroll\"><table><thead><tr><th></th>"
                        + "<th class=\"number\" scope=\"col\">Before</th>"
                        + "<th class=\"number\" scope=\"col\">After</th></tr></thead><tbody>",
                fit.temperature(), on, limit));
        row(html, "Expected calibration error, %", fit, figuresOf -> 100 * figuresOf.expectedError());
        row(html, "Over equally filled bins, %", fit, figuresOf -> 100 * figuresOf.adaptiveError());
        row(html, "Largest error of a bin, %", fit, figuresOf -> 100 * figuresOf.maximumError());
        row(html, "Brier score", fit, CalibrationFigures::brier);
        row(html, "Negative log-likelihood", fit, CalibrationFigures::logLoss);
        return html.append("</tbody></table></div>\n<div class=\"charts\">")
                .append(chart(reliability(fit.before(), "Before")))
                .append(chart(reliability(fit.after(), "After")))
                .append("</div>")
                .toString();
    }

    private static void row(
            StringBuilder html, String name, TemperatureFit fit, ToDoubleFunction<CalibrationFigures> value) {
        html.append(Html.format(
                "<tr><th scope=\"row\">%s</th><td class=\"number\">%.4f</td><td class=\"number\">%.4f</td></tr>",
                name, value.applyAsDouble(fit.before()), value.applyAsDouble(fit.after())));
    }
}
