package io.metaformer4j.cli.speed;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.page.HtmlPage;
import io.metaformer4j.evaluation.page.ScatterChart;
import io.metaformer4j.zoo.cost.Complexity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A benchmark as a page.
 *
 * @param report what is told
 */
record BenchmarkPage(BenchmarkReport report) {

    /** Model, engine, precision, size, what was timed, and the verdict are words; the others are numbers. */
    private static final List<String> WORDS = List.of("model", "engine", "precision", "size", "timed", "machine");

    /** A number and what it counts. */
    private static final Pattern UNIT = Pattern.compile("[0-9.,]+( [A-Za-z]+)");

    /** Twelve columns side by side on a page of 1080 pixels; long names of models are broken. */
    private static final String STYLE =
            """
            .wide { font-size: 13px; }
            .wide th, .wide td { padding: 8px; }
            .wide td:first-child { overflow-wrap: anywhere; min-width: 120px; }
            """;

    String toHtml() {
        StringBuilder body = new StringBuilder("<header><p class=\"brand\">metaformer4j</p>\n<h1>Benchmark</h1>\n");
        body.append("<p class=\"lead\">")
                .append(Html.escape(BenchmarkReport.machine()))
                .append("</p></header>\n<main>\n<section><h2>Results</h2>\n")
                .append(table());
        report.doubts().forEach(doubt -> note(body, doubt));
        report.rows().forEach(row -> row.error()
                .ifPresent(reason -> note(body, row.setting().label() + ": " + reason)));
        body.append("</section>\n");
        report.profiles().forEach(profile -> body.append(profile.toHtml()));
        body.append(chart()).append("<section><h2>How it was measured</h2>\n");
        body.append("<p>")
                .append(Html.lines(report.policy()))
                .append(" Images a second go by the mean of the rounds. Memory is the most that the whole process had;"
                        + " that of a graphics card is not in it.</p>\n");
        if (report.plan().part().infers()) {
            body.append("<p>Weights of the answers: ")
                    .append(Html.lines(report.plan().weights().toString()))
                    .append(".</p>\n");
        }
        body.append("</section>\n</main>");
        return new HtmlPage("metaformer4j benchmark", STYLE, body.toString()).toHtml();
    }

    /** Nothing is cut: what is to be done stands at the end. */
    private static void note(StringBuilder body, String text) {
        body.append("<p class=\"note\">").append(Html.lines(text)).append("</p>\n");
    }

    private String table() {
        List<List<String>> lines = report.lines();
        List<String> headings = BenchmarkReport.headings();
        List<String> units = IntStream.range(0, headings.size())
                .mapToObj(column -> unit(lines.stream().map(line -> line.get(column))))
                .toList();
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"wide\"><thead><tr>");
        for (int i = 0; i < headings.size(); i++) {
            String unit = units.get(i).isEmpty() ? "" : "," + units.get(i);
            html.append(Html.format(
                    "<th scope=\"col\"%s>%s</th>", style(headings.get(i)), Html.escape(headings.get(i) + unit)));
        }
        html.append("</tr></thead><tbody>\n");
        for (List<String> line : lines) {
            html.append("<tr>");
            for (int i = 0; i < line.size(); i++) {
                String cell = line.get(i);
                String number = cell.endsWith(units.get(i))
                        ? cell.substring(0, cell.length() - units.get(i).length())
                        : cell;
                html.append(Html.format("<td%s>%s</td>", style(headings.get(i)), Html.escape(number)));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    /** The unit that all numbers of a column have, with the space before it; it stands in the heading then. */
    private static String unit(Stream<String> cells) {
        List<String> units = cells.filter(cell -> !cell.equals(BenchmarkReport.NOTHING))
                .map(cell -> UNIT.matcher(cell))
                .map(unit -> unit.matches() ? unit.group(1) : "")
                .distinct()
                .toList();
        return units.size() == 1 ? units.get(0) : "";
    }

    private static String style(String heading) {
        return WORDS.contains(heading) ? "" : " class=\"number\"";
    }

    /** Speed against cost, which shows what networks make of their multiply-adds. */
    private String chart() {
        List<ScatterChart.Dot> dots = new ArrayList<>();
        for (BenchmarkRow row : report.rows()) {
            if (row.inference().isPresent() && row.cost().isPresent()) {
                Complexity cost = row.cost().get();
                dots.add(new ScatterChart.Dot(
                        name(row.setting()),
                        cost.macs() / 1e9,
                        row.inference().get().picturesPerSecond()));
            }
        }
        if (dots.size() < 2) {
            return "";
        }
        ScatterChart chart = new ScatterChart(
                "Images a second",
                new ScatterChart.Scale("billions of multiply-adds", false),
                new ScatterChart.Scale("images/s", false),
                dots);
        return "<section><h2>Speed and cost</h2>\n<div class=\"charts\"><div class=\"chart\">" + chart.toSvg()
                + "</div></div></section>\n";
    }

    /** Model and batch, between them the engine and the precision where there are several. */
    private String name(BenchmarkRow.Setting setting) {
        List<String> words = new ArrayList<>(List.of(setting.model()));
        if (differ(BenchmarkRow.Setting::engine)) {
            words.add(setting.engine());
        }
        if (differ(BenchmarkRow.Setting::precision)) {
            words.add(setting.precision());
        }
        words.add("batch " + setting.batch());
        return String.join(", ", words);
    }

    private boolean differ(Function<BenchmarkRow.Setting, String> property) {
        return report.rows().stream()
                        .map(BenchmarkRow::setting)
                        .map(property)
                        .distinct()
                        .count()
                > 1;
    }
}
