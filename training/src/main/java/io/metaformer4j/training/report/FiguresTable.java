package io.metaformer4j.training.report;

import io.metaformer4j.evaluation.page.Html;
import java.util.function.DoubleFunction;

/** What was measured in the last epoch and in the best one, as a table. */
final class FiguresTable {

    private final RunLog log;
    private final int best;

    /**
     * The figures of a log.
     *
     * @param log the log, of one epoch or more
     * @param best the best epoch from 0; none if negative
     */
    FiguresTable(RunLog log, int best) {
        this.log = log;
        this.best = best;
    }

    String toHtml() {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"figures\"><thead><tr><th></th>");
        html.append(
                Html.format("<th class=\"number\" scope=\"col\">Last epoch (%.0f)</th>", log.last(RunLog.EPOCH) + 1));
        if (best >= 0) {
            html.append(Html.format("<th class=\"number\" scope=\"col\">Best epoch (%d)</th>", best + 1));
        }
        html.append("</tr></thead><tbody>");
        for (ShownMetric metric : log.metrics()) {
            row(html, metric.title(), metric.column(), metric::text);
        }
        row(html, "Training loss", RunLog.TRAINING_LOSS, ShownMetric::number);
        return html.append("</tbody></table></div>").toString();
    }

    private void row(StringBuilder html, String title, String column, DoubleFunction<String> text) {
        html.append("<tr><th scope=\"row\">").append(Html.escape(title)).append("</th>");
        cell(html, text.apply(log.last(column)));
        if (best >= 0) {
            cell(html, text.apply(log.in(best, column)));
        }
        html.append("</tr>");
    }

    private static void cell(StringBuilder html, String text) {
        html.append("<td class=\"number\">").append(Html.escape(text)).append("</td>");
    }
}
