package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.page.Html;

/** The style sheet of the tables and pictures of this package, for an {@link io.metaformer4j.evaluation.page.HtmlPage}. */
public final class ReportStyle {

    private ReportStyle() {}

    /**
     * Reads the style sheet.
     *
     * @return its text
     */
    public static String css() {
        return Html.resource(ReportStyle.class, "report.css");
    }
}
