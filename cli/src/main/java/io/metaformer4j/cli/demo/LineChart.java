package io.metaformer4j.cli.demo;

import java.util.List;
import java.util.Locale;

/**
 * One curve drawn as inline SVG, which takes its colours from the page's style sheet.
 *
 * @param title what the curve shows
 * @param unit what the horizontal axis counts
 * @param points (x, y) pairs in ascending x; at least two
 * @param percent whether y is a share between 0 and 1, labelled in percent
 */
record LineChart(String title, String unit, List<Point> points, boolean percent) {

    private static final int WIDTH = 460;
    private static final int HEIGHT = 240;
    private static final int LEFT = 48;
    private static final int RIGHT = 16;
    private static final int TOP = 34;
    private static final int BOTTOM = 34;
    private static final int GRID_LINES = 4;

    /**
     * A point of the curve.
     *
     * @param x position on the horizontal axis
     * @param y value
     */
    record Point(double x, double y) {}

    LineChart {
        points = List.copyOf(points);
    }

    String toSvg() {
        double maxX = Math.max(points.get(points.size() - 1).x(), 1e-9);
        double maxY = points.stream().mapToDouble(Point::y).max().orElse(1);
        double minY = points.stream().mapToDouble(Point::y).min().orElse(0);
        double pad = Math.max((maxY - minY) * 0.08, 1e-6);
        double low = Math.max(0, minY - pad);
        double high = percent ? Math.min(1, maxY + pad) : maxY + pad;
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, Html.escape(title)));
        svg.append(format("<text class=\"chart-title\" x=\"%d\" y=\"18\">%s</text>", LEFT, Html.escape(title)));
        double step = step((high - low) / GRID_LINES);
        for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
            double value = i * step;
            double y = screenY(value, low, high);
            svg.append(format(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, y, y));
            svg.append(format(
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 6, y + 4, label(value, step)));
        }
        svg.append(format("<text class=\"tick\" x=\"%d\" y=\"%d\">0</text>", LEFT, HEIGHT - 12));
        svg.append(format(
                "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f %s</text>",
                WIDTH - RIGHT, HEIGHT - 12, maxX, Html.escape(unit)));
        StringBuilder line = new StringBuilder();
        for (Point point : points) {
            line.append(format("%.1f,%.1f ", screenX(point.x(), maxX), screenY(point.y(), low, high)));
        }
        svg.append("<polyline class=\"curve\" points=\"")
                .append(line.toString().trim())
                .append("\"/>");
        Point last = points.get(points.size() - 1);
        svg.append(format(
                "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>",
                screenX(last.x(), maxX), screenY(last.y(), low, high)));
        return svg.append("</svg>").toString();
    }

    /** The round number, 1, 2 or 5 times a power of ten, that is nearest above. */
    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** With as many decimals as tell one grid line from the next. */
    private String label(double value, double step) {
        double scale = percent ? 100 : 1;
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(scale * step) + 1e-9));
        return format("%." + decimals + "f", scale * value) + (percent ? " %" : "");
    }

    private static double screenX(double x, double maxX) {
        return LEFT + (WIDTH - LEFT - RIGHT) * x / maxX;
    }

    private static double screenY(double y, double low, double high) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - y) / (high - low);
    }

    private static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }
}
