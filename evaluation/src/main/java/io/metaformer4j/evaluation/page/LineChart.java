package io.metaformer4j.evaluation.page;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Curves drawn as inline SVG, which takes its colours from the style sheet of an {@link HtmlPage}. Curves differ in colour and in
 * their dashes, and have their names at their ends.
 *
 * @param title what the curves show
 * @param unit what the horizontal axis counts
 * @param lines the curves
 * @param percent whether values are shares of 1 that are written in percent
 * @param mark a place on the horizontal axis that is marked
 */
public record LineChart(String title, String unit, List<Line> lines, boolean percent, Optional<Mark> mark) {

    private static final int WIDTH = 460;
    private static final int HEIGHT = 262;
    private static final int LEFT = 60;
    private static final int RIGHT = 24;
    private static final int RIGHT_OF_NAMES = 84;
    private static final int TOP = 50;
    private static final int BOTTOM = 44;
    private static final int GAP = 6;

    /** Height of a name, as far as names must be apart. */
    private static final int NAME_HEIGHT = 15;

    /** Few points are shown one by one. */
    private static final int MOST_DOTS = 24;

    /** How many kinds of lines the style sheet has. */
    private static final int STYLES = 4;

    /**
     * A curve.
     *
     * @param name what it is called where there are several
     * @param points its points in ascending x; those that are no numbers are left out
     */
    public record Line(String name, List<Point> points) {

        public Line {
            points = points.stream()
                    .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
                    .toList();
        }
    }

    /**
     * A point of a curve.
     *
     * @param x position on the horizontal axis
     * @param y value
     */
    public record Point(double x, double y) {}

    /**
     * A marked place.
     *
     * @param x position on the horizontal axis
     * @param name what is there
     */
    public record Mark(double x, String name) {}

    public LineChart {
        lines = List.copyOf(lines);
    }

    /**
     * A chart of one curve.
     *
     * @param title what it shows
     * @param unit what the horizontal axis counts
     * @param points its points in ascending x
     * @param percent whether values are shares of 1 that are written in percent
     * @return the chart
     */
    public static LineChart of(String title, String unit, List<Point> points, boolean percent) {
        return new LineChart(title, unit, List.of(new Line(title, points)), percent, Optional.empty());
    }

    /**
     * Whether there is anything to see.
     *
     * @return whether a curve has a point
     */
    public boolean isEmpty() {
        return points().findAny().isEmpty();
    }

    private Stream<Point> points() {
        return lines.stream().flatMap(line -> line.points().stream());
    }

    /**
     * Draws the chart.
     *
     * @return an element {@code svg} that is as wide as what it is in
     */
    public String toSvg() {
        double[] y = range(Point::y);
        return toSvg(y[0], y[1]);
    }

    /**
     * Draws the chart over a range of values that it shares with others, so that a look compares them.
     *
     * @param low the lowest value of all of them
     * @param high the highest value of all of them
     * @return an element {@code svg} that is as wide as what it is in
     */
    public String toSvg(double low, double high) {
        double[] x = range(Point::x);
        ChartAxis across = ChartAxis.ofCounts(x[0], x[1]);
        ChartAxis up = ChartAxis.ofValues(low, high, percent);
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
        for (double value : across.ticksFromLowest()) {
            svg.append(SvgText.of("tick", screenX(across, value), HEIGHT - BOTTOM + 17, "middle", across.label(value)));
        }
        svg.append(SvgText.of("tick", right(), HEIGHT - GAP, "end", unit));
        mark.filter(place -> place.x() >= across.low() && place.x() <= across.high())
                .ifPresent(place -> mark(svg, place, screenX(across, place.x())));
        for (int i = 0; i < lines.size(); i++) {
            line(svg, i, across, up);
        }
        names(svg, up);
        return svg.append("</svg>").toString();
    }

    /** The lowest and the highest coordinate; 0 and 1 if there is none. */
    private double[] range(ToDoubleFunction<Point> coordinate) {
        return new double[] {
            points().mapToDouble(coordinate).min().orElse(0),
            points().mapToDouble(coordinate).max().orElse(1)
        };
    }

    private static void mark(StringBuilder svg, Mark place, double at) {
        boolean left = at > WIDTH / 2.0;
        svg.append(Html.format(
                "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                at, at, TOP - NAME_HEIGHT, HEIGHT - BOTTOM));
        svg.append(
                SvgText.of("mark-name", left ? at - GAP : at + GAP, TOP - GAP, left ? "end" : "start", place.name()));
    }

    private void line(StringBuilder svg, int number, ChartAxis across, ChartAxis up) {
        List<Point> points = lines.get(number).points();
        svg.append(Html.format("<g class=\"%s\"><polyline points=\"", style(number)));
        for (int i = 0; i < points.size(); i++) {
            svg.append(Html.format(
                    i == 0 ? "%.1f,%.1f" : " %.1f,%.1f",
                    screenX(across, points.get(i).x()),
                    screenY(up, points.get(i).y())));
        }
        svg.append("\"/>");
        List<Point> dots = points.size() <= MOST_DOTS ? points : points.subList(points.size() - 1, points.size());
        for (Point dot : dots) {
            svg.append(Html.format(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"/>",
                    screenX(across, dot.x()), screenY(up, dot.y()), dots.size() == 1 ? "3.5" : "2.5"));
        }
        svg.append("</g>");
    }

    /** Names beside the ends of the curves, moved apart where they would be written over each other. */
    private void names(StringBuilder svg, ChartAxis up) {
        if (lines.size() < 2) {
            return;
        }
        int[] order = IntStream.range(0, lines.size())
                .filter(i -> !lines.get(i).points().isEmpty())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> endY(i, up)))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] places = IntStream.of(order).mapToDouble(i -> endY(i, up)).toArray();
        for (int i = 1; i < places.length; i++) {
            places[i] = Math.max(places[i], places[i - 1] + NAME_HEIGHT);
        }
        double limit = HEIGHT - BOTTOM;
        for (int i = places.length - 1; i >= 0; i--) {
            places[i] = Math.min(places[i], limit);
            limit = places[i] - NAME_HEIGHT;
        }
        for (int i = 0; i < order.length; i++) {
            svg.append(SvgText.of(
                    "name " + style(order[i]),
                    right() + 8,
                    places[i] + 4,
                    "start",
                    lines.get(order[i]).name()));
        }
    }

    private double endY(int number, ChartAxis up) {
        List<Point> points = lines.get(number).points();
        return screenY(up, points.get(points.size() - 1).y());
    }

    private static String style(int number) {
        return "line" + (1 + number % STYLES);
    }

    private int right() {
        return WIDTH - (lines.size() < 2 ? RIGHT : RIGHT_OF_NAMES);
    }

    private double screenX(ChartAxis axis, double value) {
        return LEFT + (right() - LEFT) * axis.position(value);
    }

    private static double screenY(ChartAxis axis, double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.position(value);
    }
}
