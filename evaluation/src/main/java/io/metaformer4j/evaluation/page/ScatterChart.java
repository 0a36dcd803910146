package io.metaformer4j.evaluation.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Named points drawn as inline SVG, which takes its colours from the style sheet of an {@link HtmlPage}. Names stand
 * beside their points, where there is room.
 *
 * @param title what the points show
 * @param across what the horizontal axis measures
 * @param up what the vertical axis measures
 * @param dots the points; those that are no numbers are left out
 */
public record ScatterChart(String title, Scale across, Scale up, List<Dot> dots) {

    private static final int WIDTH = 460;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int RIGHT = 24;
    private static final int TOP = 54;
    private static final int BOTTOM = 48;
    private static final int GAP = 6;
    private static final int RADIUS = 5;

    /** Height of a name and the width of one of its letters, as far as names must be apart. */
    private static final int NAME_HEIGHT = 14;

    private static final double LETTER = 7;

    /** From the middle of a name's line to the line that its letters stand on. */
    private static final int BASE = 4;

    /** How many colours the style sheet has. */
    private static final int STYLES = 4;

    /**
     * What an axis measures.
     *
     * @param name what it is called
     * @param percent whether values are shares of 1 that are written in percent
     */
    public record Scale(String name, boolean percent) {}

    /**
     * A point.
     *
     * @param name what is there
     * @param x position on the horizontal axis
     * @param y position on the vertical axis
     */
    public record Dot(String name, double x, double y) {}

    /** Where a name is written: from its left edge, with its middle at a height. */
    private record Label(double left, double middle, double length) {

        boolean overlaps(Label other) {
            return left < other.left + other.length
                    && other.left < left + length
                    && Math.abs(middle - other.middle) < NAME_HEIGHT;
        }

        boolean covers(double x, double y) {
            return x > left - RADIUS && x < left + length + RADIUS && Math.abs(middle - y) < RADIUS + BASE;
        }

        boolean isInside() {
            return left >= LEFT && left + length <= WIDTH - 2 && middle >= TOP && middle <= HEIGHT - BOTTOM;
        }
    }

    public ScatterChart {
        dots = dots.stream()
                .filter(dot -> Double.isFinite(dot.x()) && Double.isFinite(dot.y()))
                .toList();
    }

    /**
     * Whether there is anything to see.
     *
     * @return whether there is a point
     */
    public boolean isEmpty() {
        return dots.isEmpty();
    }

    /**
     * Draws the chart.
     *
     * @return an element {@code svg} that is as wide as what it is in
     */
    public String toSvg() {
        ChartAxis x = axis(Dot::x, across);
        ChartAxis y = axis(Dot::y, up);
        StringBuilder svg = new StringBuilder();
        svg.append(Html.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, Html.escape(title)));
        svg.append(SvgText.of("chart-title", LEFT, 18, "start", title));
        svg.append(SvgText.of("tick", LEFT, 38, "start", up.name()));
        for (double value : y.ticks()) {
            double at = screenY(y, value);
            svg.append(Html.format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, at, at));
            svg.append(SvgText.of("tick", LEFT - GAP, at + BASE, "end", y.label(value)));
        }
        for (double value : x.ticks()) {
            svg.append(SvgText.of("tick", screenX(x, value), HEIGHT - BOTTOM + 17, "middle", x.label(value)));
        }
        svg.append(SvgText.of("tick", WIDTH - RIGHT, HEIGHT - GAP, "end", across.name()));
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < dots.size(); i++) {
            labels.add(label(dots.get(i), x, y, labels));
            dot(svg, i, x, y, labels.get(i));
        }
        return svg.append("</svg>").toString();
    }

    private ChartAxis axis(ToDoubleFunction<Dot> coordinate, Scale scale) {
        double low = dots.stream().mapToDouble(coordinate).min().orElse(0);
        double high = dots.stream().mapToDouble(coordinate).max().orElse(1);
        return ChartAxis.ofValues(low, high, scale.percent());
    }

    private void dot(StringBuilder svg, int number, ChartAxis x, ChartAxis y, Label label) {
        Dot dot = dots.get(number);
        String style = "line" + (1 + number % STYLES);
        svg.append(Html.format(
                "<g class=\"%s\"><circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/></g>",
                style, screenX(x, dot.x()), screenY(y, dot.y()), RADIUS));
        svg.append(SvgText.of("name " + style, label.left(), label.middle() + BASE, "start", dot.name()));
    }

    /**
     * The first place around a point where its name hides neither another name nor a point; else to the right of it.
     */
    private Label label(Dot dot, ChartAxis x, ChartAxis y, List<Label> others) {
        double length = LETTER * dot.name().length();
        double beside = screenX(x, dot.x()) + RADIUS + BASE;
        double before = screenX(x, dot.x()) - RADIUS - BASE - length;
        double middle = screenX(x, dot.x()) - length / 2;
        double level = screenY(y, dot.y());
        return Stream.of(
                        new Label(beside, level, length),
                        new Label(before, level, length),
                        new Label(middle, level - NAME_HEIGHT, length),
                        new Label(middle, level + NAME_HEIGHT, length),
                        new Label(beside, level - NAME_HEIGHT, length),
                        new Label(before, level - NAME_HEIGHT, length),
                        new Label(beside, level + NAME_HEIGHT, length),
                        new Label(before, level + NAME_HEIGHT, length))
                .filter(Label::isInside)
                .filter(place -> others.stream().noneMatch(place::overlaps))
                .filter(place ->
                        dots.stream().noneMatch(other -> place.covers(screenX(x, other.x()), screenY(y, other.y()))))
                .findFirst()
                .orElseGet(() -> new Label(Math.max(LEFT, Math.min(beside, WIDTH - 2 - length)), level, length));
    }

    private static double screenX(ChartAxis axis, double value) {
        return LEFT + (WIDTH - RIGHT - LEFT) * axis.position(value);
    }

    private static double screenY(ChartAxis axis, double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.position(value);
    }
}
