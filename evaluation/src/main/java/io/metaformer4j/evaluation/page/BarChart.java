package io.metaformer4j.evaluation.page;

import java.util.List;

/**
 * Bars over ranges of a share, drawn as inline SVG, which takes its colours from the style sheet of an {@link HtmlPage}.
 *
 * @param title what the bars show
 * @param unit what the horizontal axis is a share of
 * @param bars the bars, of which the ranges are shares from 0 to 1 and the heights not negative
 * @param diagonal whether heights are shares, too, and the line on which both shares are equal is drawn; otherwise they
 *     are counts
 */
public record BarChart(String title, String unit, List<Bar> bars, boolean diagonal) {

    private static final int WIDTH = 460;
    private static final int HEIGHT = 262;
    private static final int LEFT = 60;
    private static final int RIGHT = 24;
    private static final int TOP = 50;
    private static final int BOTTOM = 44;
    private static final int GAP = 6;

    /** From one round share to the next. */
    private static final double STEP = 0.2;

    /**
     * A bar.
     *
     * @param low where its range begins, 0 to 1
     * @param high where its range ends, above that and at most 1
     * @param height its height from 0; of nothing no bar is drawn
     * @param note what is said of it where a pointer rests on it
     */
    public record Bar(double low, double high, double height, String note) {}

    public BarChart {
        bars = List.copyOf(bars);
    }

    /**
     * Draws the chart.
     *
     * @return an element {@code svg} that is as wide as what it is in
     */
    public String toSvg() {
        ChartAxis across = new ChartAxis(0, 1, STEP, true);
        ChartAxis up = diagonal ? across : ChartAxis.ofCounts(0, highest());
        StringBuilder svg = new StringBuilder();
        svg.append(Html.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, Html.escape(title)));
        svg.append(SvgText.of("chart-title", LEFT, 20, "start", title));
        for (double value : up.ticks()) {
            double at = screenY(up, value);
            svg.append(Html.format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, right(), at, at));
            svg.append(SvgText.of("tick", LEFT - GAP, at + 4, "end", up.label(value)));
        }
        for (double value : across.ticks()) {
            svg.append(SvgText.of("tick", screenX(across, value), HEIGHT - BOTTOM + 17, "middle", across.label(value)));
        }
        svg.append(SvgText.of("tick", right(), HEIGHT - GAP, "end", unit));
        bars.stream().filter(bar -> bar.height() > 0).forEach(bar -> bar(svg, bar, across, up));
        if (diagonal) {
            svg.append(Html.format(
                    "<line class=\"mark\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
                    LEFT, right(), HEIGHT - BOTTOM, TOP));
        }
        return svg.append("</svg>").toString();
    }

    private double highest() {
        return bars.stream().mapToDouble(Bar::height).max().orElse(1);
    }

    /** A gap of a pixel parts it from the next one. */
    private static void bar(StringBuilder svg, Bar bar, ChartAxis across, ChartAxis up) {
        double left = screenX(across, bar.low());
        double top = screenY(up, bar.height());
        svg.append(Html.format(
                "<rect class=\"line1\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>",
                left,
                top,
                Math.max(1, screenX(across, bar.high()) - left - 1),
                HEIGHT - BOTTOM - top,
                Html.escape(bar.note())));
    }

    private static int right() {
        return WIDTH - RIGHT;
    }

    private static double screenX(ChartAxis axis, double value) {
        return LEFT + (right() - LEFT) * axis.position(value);
    }

    private static double screenY(ChartAxis axis, double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.position(value);
    }
}
