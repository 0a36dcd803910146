package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import io.metaformer4j.evaluation.validation.ConfusionMatrix.Confusion;
import java.util.List;

/** The most frequent mistakes as a table. */
final class ConfusionTable {

    private static final int MOST = 15;

    private final ConfusionMatrix matrix;
    private final ClassNames names;

    ConfusionTable(ConfusionMatrix matrix, ClassNames names) {
        this.matrix = matrix;
        this.names = names;
    }

    String toHtml() {
        List<Confusion> mistakes = matrix.confusions();
        if (mistakes.isEmpty()) {
            return "<p>No picture was taken for another class.</p>";
        }
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Class</th>"
                + "<th scope=\"col\">taken for</th><th class=\"number\" scope=\"col\">Pictures</th>"
                + "<th class=\"number\" scope=\"col\">Of the class</th></tr></thead><tbody>");
        for (Confusion mistake : mistakes.subList(0, Math.min(MOST, mistakes.size()))) {
            html.append(Html.format(
                    "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"number\">%,d</td>"
                            + "<td class=\"number\">%.1f %%</td></tr>",
                    names.html(mistake.label()),
                    names.html(mistake.predicted()),
                    mistake.count(),
                    100.0 * mistake.count() / matrix.pictures(mistake.label())));
        }
        return html.append("</tbody></table></div>").toString();
    }
}
