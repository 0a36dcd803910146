package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A confusion matrix as a table: a row for each class of the pictures, a column for each class that they were taken for. Of
 * many classes it shows those with the most mistakes, and counts the other columns together.
 */
final class MatrixTable {

    /** Classes that can be told apart on a page. */
    static final int MOST_CLASSES = 30;

    /** With more columns than these their names stand upright. */
    private static final int LEVEL_NAMES = 6;

    /** With more columns than these the cells are narrow. */
    private static final int WIDE_CELLS = 12;

    /** Colour of a whole class; weaker than full, so that the numbers on it stay legible. */
    private static final double STRONGEST = 0.75;

    private final ConfusionMatrix matrix;
    private final ClassNames names;
    private final List<Integer> shown;

    MatrixTable(ConfusionMatrix matrix, ClassNames names) {
        this.matrix = matrix;
        this.names = names;
        this.shown = shown(matrix);
    }

    private static List<Integer> shown(ConfusionMatrix matrix) {
        Stream<Integer> classes = IntStream.range(0, matrix.classes()).boxed();
        if (matrix.classes() <= MOST_CLASSES) {
            return classes.toList();
        }
        Comparator<Integer> missed = Comparator.comparingLong(label -> matrix.correct(label) - matrix.pictures(label));
        return classes.sorted(missed.thenComparingLong(label -> matrix.correct(label) - matrix.predicted(label)))
                .limit(MOST_CLASSES)
                .sorted()
                .toList();
    }

    /** How many classes are left out. */
    int hidden() {
        return matrix.classes() - shown.size();
    }

    String toHtml() {
        StringBuilder html = new StringBuilder(Html.format(
                "<div class=\"scroll%s\"><table class=\"matrix\">", shown.size() > WIDE_CELLS ? " dense" : ""));
        head(html);
        html.append("<tbody>");
        shown.forEach(label -> row(html, label));
        return html.append("</tbody></table></div>").toString();
    }

    private void head(StringBuilder html) {
        String style = shown.size() > LEVEL_NAMES ? " class=\"upright\"" : "";
        html.append("<thead><tr><th></th>")
                .append(Html.format("<th scope=\"colgroup\" colspan=\"%d\">taken for</th>", shown.size()))
                .append(hidden() > 0 ? "<th></th>" : "")
                .append("<th></th></tr><tr><th scope=\"col\">class</th>");
        for (int predicted : shown) {
            html.append(Html.format(
                    "<th scope=\"col\"%s><span title=\"%s\">%s</span></th>",
                    style, names.html(predicted), names.brief(predicted)));
        }
        if (hidden() > 0) {
            html.append(Html.format("<th scope=\"col\"%s><span>%d others</span></th>", style, hidden()));
        }
        html.append(Html.format("<th scope=\"col\"%s><span>pictures</span></th></tr></thead>", style));
    }

    private void row(StringBuilder html, int label) {
        html.append(Html.format("<tr><th scope=\"row\" title=\"%s\">%s</th>", names.html(label), names.brief(label)));
        long elsewhere = matrix.pictures(label);
        for (int predicted : shown) {
            long count = matrix.count(label, predicted);
            elsewhere -= count;
            cell(html, count, label, label == predicted, "taken for " + names.brief(predicted));
        }
        if (hidden() > 0) {
            cell(html, elsewhere, label, false, "taken for classes that are not shown");
        }
        html.append(Html.format("<td class=\"sum\">%,d</td></tr>", matrix.pictures(label)));
    }

    private void cell(StringBuilder html, long count, int label, boolean right, String what) {
        if (count == 0) {
            html.append("<td></td>");
            return;
        }
        double share = (double) count / matrix.pictures(label);
        html.append(Html.format(
                "<td class=\"%s\" style=\"--_a:%.2f\" title=\"%s: %s\">%,d <small>%s</small></td>",
                right ? "hit" : "miss", strength(share), names.brief(label), what, count, percent(share)));
    }

    /** How strong a share is coloured; by its root, so that few mistakes are seen, too. */
    static double strength(double share) {
        return STRONGEST * Math.sqrt(share);
    }

    /** A share in whole percent, but never nothing for something, nor all for less. */
    private static String percent(double share) {
        if (share < 0.01) {
            return "&lt;1 %";
        }
        return Html.format("%d %%", share < 1 ? Math.min(99, Math.round(100 * share)) : 100);
    }
}
