package io.metaformer4j.cli.invariance;

import io.metaformer4j.evaluation.invariance.Spread;
import io.metaformer4j.evaluation.invariance.TransformationResult;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfPredictions;
import io.metaformer4j.evaluation.invariance.TransformationResult.OfStage;
import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.page.HtmlPage;
import io.metaformer4j.evaluation.page.ScatterChart;
import io.metaformer4j.evaluation.page.ScatterChart.Dot;
import io.metaformer4j.evaluation.page.ScatterChart.Scale;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A page with a chart of what models pay for what they keep, and for each a table of transformations and stages.
 *
 * @param data where the pictures are
 * @param models the models with their figures
 */
record InvariancePage(String data, List<ProbedModel> models) {

    /** Colour of an error of 1; weaker than full, so that the numbers on it stay legible. */
    private static final double STRONGEST = 0.75;

    private static final double PERCENT = 100;

    private static final Scale CHANGE = new Scale("mean relative change of the pooled vector", false);

    String toHtml() {
        StringBuilder body = new StringBuilder();
        body.append("<header>\n<p class=\"brand\">metaformer4j</p>\n<h1>Invariance</h1>\n<p class=\"lead\">")
                .append(Html.escape(data))
                .append("</p>\n</header>\n<main>\n");
        section(body, "Trade-off", summary() + charts());
        for (ProbedModel model : models) {
            section(body, model.name(), table(model));
        }
        body.append("</main>\n<footer>Equivariance errors and changes are relative: 0 means that nothing moved, 1 that"
                + " the change is as large as the features. Small numbers are the errors that interpolation alone would"
                + " make. Percentages are of pictures.</footer>");
        String style = Html.resource(InvariancePage.class, "invariance.css");
        return new HtmlPage("Invariance", style, body.toString()).toHtml();
    }

    private static void section(StringBuilder body, String title, String content) {
        body.append("<section>\n<h2>")
                .append(Html.escape(title))
                .append("</h2>\n")
                .append(content)
                .append("\n</section>\n");
    }

    private String charts() {
        List<ScatterChart> charts = List.of(
                chart("Invariance and accuracy", new Scale("top-1", true), model -> share(model.top1())),
                chart("Invariance and separation", new Scale("class separation", false), ProbedModel::separation),
                chart(
                        "Invariance and consistency",
                        new Scale("mean consistency of predictions", true),
                        model -> share(model.result().consistency())));
        StringBuilder html = new StringBuilder("<div class=\"charts\">");
        charts.stream().filter(chart -> !chart.isEmpty()).forEach(chart -> html.append("<div class=\"chart\">")
                .append(chart.toSvg())
                .append("</div>\n"));
        return html.append("</div>").toString();
    }

    private ScatterChart chart(String title, Scale up, Function<ProbedModel, OptionalDouble> height) {
        List<Dot> dots = models.stream()
                .map(model -> new Dot(
                        name(model),
                        model.result().pooledChange().orElse(Double.NaN),
                        height.apply(model).orElse(Double.NaN)))
                .toList();
        return new ScatterChart(title, CHANGE, up, dots);
    }

    /** The short name, or the whole one where several models are called the same in short. */
    private String name(ProbedModel model) {
        long namesakes = models.stream()
                .filter(other -> other.brief().equals(model.brief()))
                .count();
        return namesakes == 1 ? model.brief() : model.name();
    }

    private static OptionalDouble share(OptionalDouble percentage) {
        return percentage.isPresent() ? OptionalDouble.of(percentage.getAsDouble() / PERCENT) : OptionalDouble.empty();
    }

    private String summary() {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr><th>model</th>");
        for (String heading : List.of(
                "pictures", "top-1", "nearest mean", "class separation", "mean pooled change", "mean consistency")) {
            html.append("<th class=\"number\">").append(heading).append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (ProbedModel model : models) {
            html.append("<tr><th>").append(Html.escape(model.name())).append("</th>");
            html.append(number(Html.format("%,d", model.result().pictures())));
            html.append(number("%.2f %%", model.top1()));
            html.append(number("%.2f %%", model.nearestMean()));
            html.append(number("%.4f", model.separation()));
            html.append(number("%.4f", model.result().pooledChange()));
            html.append(number("%.2f %%", model.result().consistency())).append("</tr>");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String number(String pattern, OptionalDouble value) {
        return number(value.isPresent() ? Html.format(pattern, value.getAsDouble()) : "");
    }

    private static String number(String text) {
        return "<td class=\"number\">" + text + "</td>";
    }

    private static String table(ProbedModel model) {
        List<TransformationResult> results = model.result().transformations();
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"heat\"><thead><tr>");
        html.append("<th>transformation</th>");
        List<OfStage> stages = results.get(0).stages();
        for (int i = 0; i < stages.size(); i++) {
            html.append(Html.format(
                    "<th>stage %d <small>%s</small></th>", i, stages.get(i).shape()));
        }
        html.append("<th>pooled</th><th>consistency</th><th>top-1</th></tr></thead><tbody>");
        for (TransformationResult each : results) {
            html.append("<tr><th scope=\"row\">")
                    .append(each.transformation().label())
                    .append("</th>");
            each.stages().forEach(stage -> html.append(cell(stage)));
            html.append(cell(each.pooled().change(), ""));
            html.append(each.predictions().map(InvariancePage::cells).orElse("<td></td><td></td>"));
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static String cell(OfStage stage) {
        String own = stage.onGrid() || stage.interpolation().count() == 0
                ? ""
                : Html.format("<small>%.2f</small>", stage.interpolation().mean());
        return cell(stage.equivariance(), own);
    }

    private static String cell(Spread error, String below) {
        if (error.count() == 0) {
            return "<td></td>";
        }
        double strength = STRONGEST * Math.min(1, error.mean());
        return Html.format(
                "<td style=\"--_a:%.2f\" title=\"%s\">%.3f%s</td>", strength, title(error), error.mean(), below);
    }

    private static String title(Spread error) {
        return Double.isFinite(error.deviation())
                ? Html.format("%.4f, standard deviation %.4f, of %,d", error.mean(), error.deviation(), error.count())
                : Html.format("%.4f", error.mean());
    }

    private static String cells(OfPredictions found) {
        return Html.format("<td>%.1f %%</td>", found.consistency())
                + (found.top1().isPresent()
                        ? Html.format("<td>%.1f %%</td>", found.top1().getAsDouble())
                        : "<td></td>");
    }
}
