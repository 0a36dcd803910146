package io.metaformer4j.evaluation.page;

/** Text of a chart. */
final class SvgText {

    private SvgText() {}

    /**
     * A line of text.
     *
     * @param style its class of the style sheet
     * @param x where it starts, ends or has its middle, as the anchor says
     * @param y the line that its letters stand on
     * @param anchor start, end or middle
     * @param text what it says, not escaped
     */
    static String of(String style, double x, double y, String anchor, String text) {
        return Html.format(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                style, x, y, anchor, Html.escape(text));
    }
}
