package io.metaformer4j.training.report;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.page.HtmlPage;
import io.metaformer4j.evaluation.page.LineChart;
import io.metaformer4j.evaluation.report.ClassNames;
import io.metaformer4j.evaluation.report.ClassTable;
import io.metaformer4j.evaluation.report.ConfusionSection;
import io.metaformer4j.evaluation.report.HeatMaps;
import io.metaformer4j.evaluation.report.ReportStyle;
import io.metaformer4j.evaluation.report.SampleChoice;
import io.metaformer4j.evaluation.report.SampleGallery;
import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import io.metaformer4j.evaluation.validation.PredictedClasses.PredictedPicture;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.cost.Complexity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page of a {@link RunReport}, part by part. Nothing in it depends on when or where it is written. */
final class RunPage {

    private static final int MISTAKES = 16;
    private static final int RIGHT = 8;
    private static final Logger LOG = LoggerFactory.getLogger(RunPage.class);

    private final RunReport report;
    private final RunLog log;
    private final ClassNames names;

    RunPage(RunReport report, RunLog log) {
        this.report = report;
        this.log = log;
        this.names = new ClassNames(report.model().labels());
    }

    String toHtml() {
        StringBuilder body = new StringBuilder();
        head(body);
        body.append("<main>\n");
        if (log.epochs() > 0) {
            figures(body);
            curves(body);
        }
        report.answers().ifPresent(answers -> {
            ConfusionMatrix matrix =
                    answers.predictions().matrix(report.model().architecture().classes());
            matrix(body, matrix);
            section(body, "Classes, the worst first", new ClassTable(matrix, names).toHtml());
            samples(body, answers);
        });
        section(
                body,
                "Recipe",
                "<details><summary>All hyper-parameters of the run, in the form of a recipe file</summary><pre>"
                        + Html.lines(report.recipe().toJson()) + "</pre></details>");
        body.append("</main>\n<footer>Made from <code>log.csv</code>, the recipe and the last validation of the run."
                + " The page is one file, and fetches nothing.</footer>");
        String title = report.model().name() + ", trained on " + report.data();
        return new HtmlPage(title, ReportStyle.css(), body.toString()).toHtml();
    }

    private static void section(StringBuilder body, String title, String content) {
        body.append("<section>\n<h2>")
                .append(title)
                .append("</h2>\n")
                .append(content)
                .append("\n</section>\n");
    }

    private void head(StringBuilder body) {
        Preprocessing input = report.model().preprocessing();
        Complexity size = Complexity.of(report.model().architecture(), input.height(), input.width());
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Recipe", Html.escape(report.recipe().name()));
        facts.put("Training pictures", Html.format("%,d", report.trainingPictures()));
        report.answers()
                .ifPresent(answers -> facts.put(
                        "Validation pictures",
                        Html.format("%,d", answers.predictions().pictures().size())));
        facts.put("Classes", Html.format("%,d", report.model().architecture().classes()));
        facts.put("Epochs", Html.format("%,d", report.recipe().totalEpochs()));
        if (log.epochs() > 0) {
            facts.put("Updates", Html.format("%,.0f", log.last(RunLog.UPDATE)));
            facts.put("Pictures seen", Html.format("%,.0f", log.last(RunLog.SAMPLES)));
        }
        facts.put("Parameters", Html.format("%,d", size.trainable()));
        facts.put("Input", input.height() + " x " + input.width());
        body.append("<header>\n<p class=\"brand\">metaformer4j</p>\n<h1>")
                .append(Html.escape(report.model().name()))
                .append("</h1>\n<p class=\"lead\">trained on ")
                .append(Html.escape(report.data()))
                .append("</p>\n<dl class=\"facts\">");
        facts.forEach((name, value) -> body.append(Html.format("<div><dt>%s</dt><dd>%s</dd></div>", name, value)));
        body.append("</dl>\n</header>\n");
    }

    private void figures(StringBuilder body) {
        String note = report.bestEpoch() < 0
                ? ""
                : "\n<p class=\"note\">The weights of the best epoch are in <code>best.pth</code>, those of the end of"
                        + " the run in <code>model.safetensors</code>.</p>";
        section(body, "Results", new FiguresTable(log, report.bestEpoch()).toHtml() + note);
    }

    private void curves(StringBuilder body) {
        StringBuilder charts = new StringBuilder("<div class=\"charts\">");
        for (LineChart chart : new RunCurves(log, report.bestEpoch()).charts()) {
            charts.append("<div class=\"chart\">").append(chart.toSvg()).append("</div>\n");
        }
        section(body, "Curves", charts.append("</div>").toString());
    }

    private void matrix(StringBuilder body, ConfusionMatrix matrix) {
        section(
                body,
                "Confusion matrix",
                new ConfusionSection(matrix, names).toHtml("the network of the end of the run"));
    }

    private void samples(StringBuilder body, RunReport.Answers answers) {
        SampleChoice choice = new SampleChoice(answers.predictions().pictures());
        SampleGallery gallery = new SampleGallery(answers.pictures(), names, HeatMaps.NONE, LOG::warn);
        List<PredictedPicture> mistakes = choice.mistakes(MISTAKES);
        List<PredictedPicture> right = choice.right(RIGHT);
        StringBuilder html = new StringBuilder();
        if (!mistakes.isEmpty()) {
            html.append("<h3>Mistakes of which the network was most certain</h3>\n")
                    .append(gallery.toHtml(mistakes));
        }
        if (!right.isEmpty()) {
            html.append("<h3>Right, and certain</h3>\n").append(gallery.toHtml(right));
        }
        section(body, "Pictures", html.toString());
    }
}
