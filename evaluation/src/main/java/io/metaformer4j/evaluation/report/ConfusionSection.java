package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.validation.ConfusionMatrix;

/**
 * Which classes were taken for which: the matrix, of many classes those with the most mistakes, and the most frequent ones.
 */
public final class ConfusionSection {

    private final ConfusionMatrix matrix;
    private final ClassNames names;

    /**
     * A section about a matrix.
     *
     * @param matrix which classes were taken for which
     * @param names what they are called
     */
    public ConfusionSection(ConfusionMatrix matrix, ClassNames names) {
        this.matrix = matrix;
        this.names = names;
    }

    /**
     * Draws the section.
     *
     * @param network what the network is called in a sentence, for instance {@code the network}
     * @return elements of a page with the style sheet of {@link ReportStyle}
     */
    public String toHtml(String network) {
        MatrixTable table = new MatrixTable(matrix, names);
        String which = table.hidden() > 0
                ? Html.format(
                        "The %d of %,d classes with the most mistakes. ", MatrixTable.MOST_CLASSES, matrix.classes())
                : "";
        String key = Html.format(
                "<p class=\"note\">%sEach row is a class, and each number says how many of its pictures %s took for the"
                        + " class above:"
                        + " <span class=\"key hit\" style=\"--_a:%.2f\">right</span> or"
                        + " <span class=\"key miss\" style=\"--_a:%.2f\">wrong</span>, the stronger the more of the"
                        + " class.</p>\n",
                which, Html.escape(network), MatrixTable.strength(0.5), MatrixTable.strength(0.5));
        return key + table.toHtml() + "\n<h3>Most frequent mistakes</h3>\n"
                + new ConfusionTable(matrix, names).toHtml();
    }
}
