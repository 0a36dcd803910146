package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import io.metaformer4j.evaluation.validation.ConfusionMatrix.Confusion;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The accuracy of each class as a table, the worst first; only the worst of very many classes. */
public final class ClassTable {

    /** Enough for a page, and few enough for it to stay small. */
    static final int MOST_CLASSES = 200;

    private final ConfusionMatrix matrix;
    private final ClassNames names;

    /** The most frequent mistake with pictures of a class. */
    private final Map<Integer, Confusion> mistakes = new HashMap<>();

    /**
     * A table of all classes that have pictures.
     *
     * @param matrix which classes were taken for which
     * @param names what they are called
     */
    public ClassTable(ConfusionMatrix matrix, ClassNames names) {
        this.matrix = matrix;
        this.names = names;
        matrix.confusions().forEach(mistake -> mistakes.putIfAbsent(mistake.label(), mistake));
    }

    /** Classes that have pictures, the worst first; of equal ones that with more pictures. */
    private List<Integer> worstFirst() {
        Comparator<Integer> accuracy =
                Comparator.comparingDouble(label -> matrix.accuracy(label).orElseThrow());
        return IntStream.range(0, matrix.classes())
                .filter(label -> matrix.pictures(label) > 0)
                .boxed()
                .sorted(accuracy.thenComparingLong(label -> -matrix.pictures(label)))
                .toList();
    }

    /**
     * Draws the table.
     *
     * @return elements of a page with the style sheet of {@link ReportStyle}
     */
    public String toHtml() {
        List<Integer> classes = worstFirst();
        StringBuilder html = new StringBuilder();
        int empty = matrix.classes() - classes.size();
        if (empty > 0) {
            html.append(Html.format(
                    "<p class=\"note\">%,d of the %,d classes have no pictures in the validation.</p>",
                    empty, matrix.classes()));
        }
        if (classes.size() > MOST_CLASSES) {
            html.append(
                    Html.format("<p class=\"note\">The worst %d of %,d classes.</p>", MOST_CLASSES, classes.size()));
        }
        html.append("<div class=\"scroll rows\"><table><thead><tr><th scope=\"col\">Class</th>"
                + "<th class=\"number\" scope=\"col\">Pictures</th><th class=\"number\" scope=\"col\">Right</th>"
                + "<th class=\"number\" scope=\"col\">Accuracy</th><th></th>"
                + "<th scope=\"col\">Most often taken for</th></tr></thead><tbody>");
        classes.stream().limit(MOST_CLASSES).forEach(label -> row(html, label));
        return html.append("</tbody></table></div>").toString();
    }

    private void row(StringBuilder html, int label) {
        double accuracy = matrix.accuracy(label).orElseThrow();
        Confusion mistake = mistakes.get(label);
        html.append(Html.format(
                "<tr><th scope=\"row\">%s</th><td class=\"number\">%,d</td><td class=\"number\">%,d</td>"
                        + "<td class=\"number\">%.1f %%</td>"
                        + "<td><div class=\"bar\"><div style=\"width:%.1f%%\"></div></div></td><td>%s</td></tr>",
                names.html(label),
                matrix.pictures(label),
                matrix.correct(label),
                accuracy,
                accuracy,
                mistake == null ? "" : Html.format("%s (%,d)", names.html(mistake.predicted()), mistake.count())));
    }
}
