package io.metaformer4j.evaluation.robustness;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.page.HtmlPage;
import io.metaformer4j.evaluation.page.LineChart;
import io.metaformer4j.evaluation.page.LineChart.Line;
import io.metaformer4j.evaluation.page.LineChart.Point;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * A page about the robustness of one model or a comparison of several: how accuracy falls with the severity of each corruption,
 * and a table of all figures with the best of each marked. Nothing in it depends on when or where it is written.
 *
 * @param models the figures of each model, at least one
 */
public record RobustnessPage(List<RobustnessScores> models) {

    private static final String STYLE = ".best { font-weight: 700; }\n.best::after { content: \" \\2605\"; }\n";

    private static final double SHARE = 100;
    private static final int LETTERS = 26;

    /** Copies the list. */
    public RobustnessPage {
        models = List.copyOf(models);
    }

    /**
     * The whole file.
     *
     * @return HTML that is well-formed as XML, too
     */
    public String toHtml() {
        StringBuilder body = new StringBuilder();
        body.append("<header>\n<p class=\"brand\">metaformer4j</p>\n<h1>Robustness</h1>\n<p class=\"lead\">");
        body.append(Html.escape(models.size() == 1 ? models.get(0).model() : models.size() + " models"));
        body.append("</p>\n</header>\n<main>\n");
        for (RobustnessBenchmark benchmark : RobustnessBenchmark.values()) {
            curves(body, benchmark);
        }
        body.append("<section>\n<h2>Figures</h2>\n").append(table()).append("\n</section>\n");
        body.append("</main>\n<footer>All numbers are percentages. An error, CE and mCE are better the lower they are;"
                + " CE is the error, averaged over the severities, as a share of that of the baseline. The page is one"
                + " file, and fetches nothing.</footer>");
        return new HtmlPage("Robustness", STYLE, body.toString()).toHtml();
    }

    private void curves(StringBuilder body, RobustnessBenchmark benchmark) {
        TreeSet<Corruption> corruptions = new TreeSet<>();
        for (RobustnessScores scores : models) {
            scores.errors(benchmark).ifPresent(errors -> corruptions.addAll(errors.corruptions()));
        }
        if (corruptions.isEmpty()) {
            return;
        }
        body.append("<section>\n<h2>Top-1 by severity, ")
                .append(Html.escape(benchmark.title()))
                .append("</h2>\n<div class=\"charts\">");
        List<LineChart> charts = corruptions.stream()
                .map(corruption -> chart(benchmark, corruption))
                .toList();
        double highest = charts.stream()
                .flatMap(chart -> chart.lines().stream())
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(1);
        for (LineChart chart : charts) {
            body.append("<div class=\"chart\">").append(chart.toSvg(0, highest)).append("</div>\n");
        }
        body.append("</div>\n</section>\n");
    }

    private LineChart chart(RobustnessBenchmark benchmark, Corruption corruption) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            List<Point> points = new ArrayList<>();
            Optional<CorruptionErrors> errors = models.get(i).errors(benchmark);
            for (Severity severity : Severity.all()) {
                OptionalDouble error =
                        errors.map(known -> known.error(corruption, severity)).orElse(OptionalDouble.empty());
                error.ifPresent(percent -> points.add(new Point(severity.level(), 1 - percent / SHARE)));
            }
            lines.add(new Line(letter(i), points));
        }
        String title = RobustnessScores.nameOf(corruption);
        return new LineChart(title, "severity", lines, /* percent= */ true, Optional.empty());
    }

    /** Names of models are too long to stand beside curves. */
    private static String letter(int number) {
        String letter = Character.toString('A' + number % LETTERS);
        return number < LETTERS ? letter : letter + number / LETTERS;
    }

    private String table() {
        Map<String, RobustnessFigure> rows = new LinkedHashMap<>();
        List<Map<String, RobustnessFigure>> columns = new ArrayList<>();
        for (RobustnessScores scores : models) {
            Map<String, RobustnessFigure> column = new LinkedHashMap<>();
            scores.figures().forEach(figure -> column.put(figure.title(), figure));
            column.forEach(rows::putIfAbsent);
            columns.add(column);
        }
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr><th></th>");
        for (int i = 0; i < models.size(); i++) {
            String name = Html.escape(models.get(i).model());
            html.append("<th class=\"number\" scope=\"col\">")
                    .append(models.size() == 1 ? name : letter(i) + ": " + name)
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>");
        rows.values().forEach(row -> row(html, row, columns));
        return html.append("</tbody></table></div>").toString();
    }

    private static void row(StringBuilder html, RobustnessFigure row, List<Map<String, RobustnessFigure>> columns) {
        double[] values = columns.stream()
                .filter(column -> column.containsKey(row.title()))
                .mapToDouble(column -> column.get(row.title()).percent())
                .toArray();
        OptionalDouble best = row.higherIsBetter()
                ? DoubleStream.of(values).max()
                : DoubleStream.of(values).min();
        html.append("<tr><th scope=\"row\">").append(Html.escape(row.title())).append("</th>");
        for (Map<String, RobustnessFigure> column : columns) {
            RobustnessFigure figure = column.get(row.title());
            if (figure == null) {
                html.append("<td class=\"number\">-</td>");
            } else {
                boolean marked = values.length > 1 && figure.percent() == best.orElseThrow();
                html.append(Html.format("<td class=\"number%s\">%.2f</td>", marked ? " best" : "", figure.percent()));
            }
        }
        html.append("</tr>\n");
    }
}
