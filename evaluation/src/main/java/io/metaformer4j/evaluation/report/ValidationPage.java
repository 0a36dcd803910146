package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.calibration.CalibrationFigures;
import io.metaformer4j.evaluation.calibration.TemperatureFit;
import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.page.HtmlPage;
import io.metaformer4j.evaluation.validation.ConfusionMatrix;
import io.metaformer4j.evaluation.validation.PredictedClasses;
import io.metaformer4j.evaluation.validation.PredictedClasses.PredictedPicture;
import io.metaformer4j.evaluation.validation.TestTimeAugmentation.Averaged;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.cost.Complexity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A page about a validation: figures, the worst mistakes with their pictures, calibration, the confusion matrix and the
 * classes. It is one file that fetches nothing and runs nothing, and nothing in it depends on when or where it is written.
 *
 * @param model what was measured
 * @param data what the data set is called
 * @param options how it was measured
 * @param result what came out
 * @param calibration how well the probabilities fit
 * @param temperature what temperature scaling found, if it was asked for
 * @param answers what every picture was taken for
 */
public record ValidationPage(
        ModelDescription model,
        String data,
        ValidationOptions options,
        ValidationResult result,
        CalibrationFigures calibration,
        Optional<TemperatureFit> temperature,
        PredictedClasses answers) {

    private static final int MISTAKES = 18;
    private static final int RIGHT = 8;

    /**
     * Draws the page.
     *
     * @param pictures the data set, open; pictures that can no longer be read are left out
     * @param maps where in the pictures the answers rest
     * @param missing is told why a picture is left out
     * @return HTML that is well-formed as XML, too
     */
    public String toHtml(Dataset<ClassTarget> pictures, HeatMaps maps, Consumer<String> missing) {
        ClassNames names = new ClassNames(model.labels());
        ConfusionMatrix matrix = answers.matrix(model.architecture().classes());
        StringBuilder body = new StringBuilder();
        head(body);
        body.append("<main>\n");
        section(body, "Results", results());
        samples(body, new SampleGallery(pictures, names, maps, missing));
        section(body, "Calibration", new CalibrationSection(calibration, temperature).toHtml());
        section(body, "Confusion matrix", new ConfusionSection(matrix, names).toHtml("the network"));
        section(body, "Classes, the worst first", new ClassTable(matrix, names).toHtml());
        body.append("</main>\n<footer>The page is one file, and fetches nothing.</footer>");
        String title = model.name() + ", measured on " + data;
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
        Preprocessing input = options.preprocessing();
        Complexity size = Complexity.of(model.architecture(), input.height(), input.width());
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Pictures", Html.format("%,d", calibration.pictures()));
        facts.put("Classes", Html.format("%,d", model.architecture().classes()));
        options.classSubset()
                .ifPresent(some -> facts.put(
                        "Compared classes", Html.format("%,d", some.classes().size())));
        facts.put("Parameters", Html.format("%,d", size.trainable() + size.frozen()));
        facts.put("Multiply-adds", Html.format("%.2f G", size.macs() / 1e9));
        facts.put("Input", input.height() + " x " + input.width());
        facts.put("Crop", Html.format("%.1f %%, %s", 100 * input.cropRatio(), input.interpolation()));
        int views = options.augmentation().views().count();
        if (views > 1) {
            boolean logits = options.augmentation().averaged() == Averaged.LOGITS;
            facts.put("Views of a picture", views + ", " + (logits ? "logits" : "probabilities") + " averaged");
        }
        if (result.skipped().count() > 0) {
            facts.put("Left out as broken", Html.format("%,d", result.skipped().count()));
        }
        body.append("<header>\n<p class=\"brand\">metaformer4j</p>\n<h1>")
                .append(Html.escape(model.name()))
                .append("</h1>\n<p class=\"lead\">measured on ")
                .append(Html.escape(data))
                .append("</p>\n<dl class=\"facts\">");
        facts.forEach((name, value) -> body.append(Html.format("<div><dt>%s</dt><dd>%s</dd></div>", name, value)));
        body.append("</dl>\n</header>\n");
    }

    private String results() {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"figures\"><tbody>");
        row(html, "Top-1", Html.format("%.3f %%", result.top1()));
        row(html, "Top-5", Html.format("%.3f %%", result.top5()));
        row(html, "Cross-entropy", Html.format("%.4f", result.loss()));
        row(html, "Expected calibration error", Html.format("%.2f %%", 100 * calibration.expectedError()));
        html.append("</tbody></table></div>");
        if (options.reassessedLabels().isPresent()) {
            html.append(Html.format(
                    "\n<p class=\"note\">Top-1 and top-5 are of %,d pictures and by the reassessed labels; all else is"
                            + " by the labels of the data set.</p>",
                    result.images()));
        }
        return html.toString();
    }

    private static void row(StringBuilder html, String name, String value) {
        html.append(Html.format("<tr><th scope=\"row\">%s</th><td class=\"number\">%s</td></tr>", name, value));
    }

    private void samples(StringBuilder body, SampleGallery gallery) {
        SampleChoice choice = new SampleChoice(answers.pictures());
        List<PredictedPicture> mistakes = choice.mistakes(MISTAKES);
        if (!mistakes.isEmpty()) {
            section(body, "Mistakes of which the network was most certain", gallery.toHtml(mistakes));
        }
        List<PredictedPicture> right = choice.right(RIGHT);
        if (!right.isEmpty()) {
            section(body, "Right, and certain", gallery.toHtml(right));
        }
    }
}
