package io.metaformer4j.cli.demo;

import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.page.HtmlPage;
import io.metaformer4j.evaluation.page.LineChart;
import java.util.List;
import java.util.Optional;

/**
 * The page that the demo leaves behind. It is one file: pictures are data URIs, charts inline SVG, and nothing is fetched.
 *
 * @param classifier what classified the photographs
 * @param photographs the photographs and what was seen in them
 * @param training the training run and what came of it
 * @param stages the per-stage table of the classifier
 */
record DemoPage(ModelFacts classifier, List<Photograph> photographs, Training training, List<StageRow> stages) {

    /**
     * A network in figures.
     *
     * @param name its name
     * @param description one sentence about it
     * @param parameters number of trainable parameters
     * @param macs multiply-adds for one picture
     * @param accuracy a phrase with its top-1 in percent and the test set, if it is known
     */
    record ModelFacts(String name, String description, long parameters, long macs, Optional<String> accuracy) {}

    /**
     * A classified photograph.
     *
     * @param title what it shows, for people
     * @param credit author and licence
     * @param png the picture as the network saw it, as data URI
     * @param heatMap the picture under the explanation's heat-map, as data URI
     * @param guesses most probable classes, best first
     * @param millis time for the network's answer in milliseconds
     */
    record Photograph(
            String title, String credit, String png, Optional<String> heatMap, List<Guess> guesses, double millis) {}

    /**
     * A class and its probability.
     *
     * @param label name of the class
     * @param probability between 0 and 1
     */
    record Guess(String label, double probability) {}

    /**
     * A training run.
     *
     * @param model the network that was trained
     * @param data what it was trained and tested on
     * @param seconds duration of the training
     * @param loss smoothed training loss over the steps
     * @param accuracy test top-1 after each epoch
     * @param top1 final top-1 on the test pictures, share of 1
     * @param top5 final top-5 on the test pictures, share of 1
     * @param samples some test pictures with what the network says of them
     */
    record Training(
            ModelFacts model,
            String data,
            double seconds,
            LineChart loss,
            LineChart accuracy,
            double top1,
            double top5,
            List<SamplePicture> samples) {}

    /**
     * A test picture of the training run.
     *
     * @param png the picture as data URI
     * @param truth its class
     * @param guess what the network says
     */
    record SamplePicture(String png, String truth, Guess guess) {}

    /**
     * A line of the per-stage table.
     *
     * @param name name of the stage
     * @param output size of its output, channels x rows x columns
     * @param layers what it consists of
     * @param parameters number of parameters
     * @param macs multiply-adds for one picture
     */
    record StageRow(String name, String output, String layers, long parameters, long macs) {}

    String toHtml() {
        String body = Html.resource(DemoPage.class, "page.html")
                .replace("<!--CLASSIFIER-->", facts(classifier))
                .replace("<!--PHOTOGRAPHS-->", photographCards())
                .replace("<!--STAGES-->", stageRows())
                .replace("<!--TRAINED-->", facts(training.model()))
                .replace("<!--TRAINING-->", trainingText())
                .replace("<!--LOSS-->", training.loss().toSvg())
                .replace("<!--ACCURACY-->", training.accuracy().toSvg())
                .replace("<!--SAMPLES-->", sampleCards());
        return new HtmlPage("metaformer4j demo", Html.resource(DemoPage.class, "page.css"), body).toHtml();
    }

    private static String facts(ModelFacts model) {
        String accuracy = model.accuracy()
                .map(text -> "<div><dt>Accuracy</dt><dd>" + Html.escape(text) + "</dd></div>")
                .orElse("");
        return "<p>" + Html.escape(model.description()) + "</p><dl class=\"facts\"><div><dt>Model</dt><dd>"
                + Html.escape(model.name()) + "</dd></div><div><dt>Parameters</dt><dd>"
                + Html.format("%,d", model.parameters()) + "</dd></div><div><dt>Multiply-adds</dt><dd>"
                + Html.format("%.1f million", model.macs() / 1e6) + "</dd></div>" + accuracy + "</dl>";
    }

    private String photographCards() {
        StringBuilder html = new StringBuilder();
        for (Photograph photograph : photographs) {
            html.append("<article class=\"card\"><div class=\"pair\"><img alt=\"")
                    .append(Html.escape(photograph.title()))
                    .append("\" src=\"")
                    .append(photograph.png())
                    .append("\"/>");
            photograph.heatMap().ifPresent(png -> html.append("<img alt=\"where the network looked\" src=\"")
                    .append(png)
                    .append("\"/>"));
            html.append("</div><h3>").append(Html.escape(photograph.title())).append("</h3><ul class=\"bars\">");
            for (Guess guess : photograph.guesses()) {
                html.append(bar(guess));
            }
            html.append("</ul><p class=\"credit\">")
                    .append(Html.format("%.1f ms", photograph.millis()))
                    .append(" &#183; ")
                    .append(Html.escape(photograph.credit()))
                    .append("</p></article>");
        }
        return html.toString();
    }

    private static String bar(Guess guess) {
        return Html.format(
                "<li><span class=\"label\">%s</span><span class=\"track\"><span class=\"fill\" style=\"width:%.1f%%\">"
                        + "</span></span><span class=\"value\">%.1f %%</span></li>",
                Html.escape(guess.label()), 100 * guess.probability(), 100 * guess.probability());
    }

    private String stageRows() {
        StringBuilder html = new StringBuilder();
        for (StageRow row : stages) {
            html.append(Html.format(
                    "<tr><th>%s</th><td>%s</td><td>%s</td><td class=\"number\">%,d</td><td class=\"number\">%.2f</td>"
                            + "</tr>",
                    Html.escape(row.name()),
                    Html.escape(row.output()),
                    Html.escape(row.layers()),
                    row.parameters(),
                    row.macs() / 1e6));
        }
        return html.toString();
    }

    private String trainingText() {
        return Html.format(
                "<p>%s, trained for %.0f seconds on this machine. It names <strong>%.1f %%</strong> of the test pictures"
                        + " right, and the right class is among its first five guesses for %.1f %%.</p>",
                Html.escape(training.data()), training.seconds(), 100 * training.top1(), 100 * training.top5());
    }

    private String sampleCards() {
        StringBuilder html = new StringBuilder();
        for (SamplePicture sample : training.samples()) {
            boolean right = sample.truth().equals(sample.guess().label());
            html.append(Html.format(
                    "<figure class=\"%s\"><img alt=\"%s\" src=\"%s\"/><figcaption>%s<br/><span>%.0f %%%s</span>"
                            + "</figcaption></figure>",
                    right ? "right" : "wrong",
                    Html.escape(sample.truth()),
                    sample.png(),
                    Html.escape(sample.guess().label()),
                    100 * sample.guess().probability(),
                    right ? "" : ", is " + Html.escape(sample.truth())));
        }
        return html.toString();
    }
}
