package io.metaformer4j.cli.predict;

import io.metaformer4j.evaluation.ImageSource;
import io.metaformer4j.evaluation.embedding.Neighbor;
import io.metaformer4j.evaluation.page.DataUri;
import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.page.HtmlPage;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A page with pictures and those that are most like them. */
final class SimilarPage {

    /** Longest side of a picture in its file, in pixels. */
    private static final int SIDE = 128;

    private final Dataset<?> dataset;
    private final ImageDecoder decoder;
    private final ReadBuffer buffer = new ReadBuffer();
    private final DecodeWorkspace reading = new DecodeWorkspace();
    private final DecodeWorkspace decoding = new DecodeWorkspace();

    SimilarPage(Dataset<?> dataset, ImageDecoder decoder) {
        this.dataset = dataset;
        this.decoder = decoder;
    }

    /** Reads a picture. */
    private interface Reader {
        Sample read() throws IOException;
    }

    /** The page; a picture that can no longer be read has its name alone. */
    String toHtml(List<SimilarAnswer> answers) {
        Map<String, Integer> places = places(answers);
        StringBuilder body = new StringBuilder("<header><p class=\"brand\">metaformer4j</p><h1>Similar pictures</h1>"
                + "<p class=\"lead\">The cosine of the angle between their vectors; 1 is the same direction.</p>"
                + "</header><main>");
        for (SimilarAnswer answer : answers) {
            String file = answer.picture().toString();
            body.append("<section><h2>").append(Html.escape(file)).append("</h2><div class=\"samples\">");
            body.append(figure(() -> ImageSource.of(answer.picture()).read(decoder, reading), file, "looked for"));
            body.append("</div><h3>Most like it</h3><div class=\"samples\">");
            for (Neighbor neighbor : answer.neighbors()) {
                Integer place = places.get(neighbor.name());
                String similarity = SimilarAnswer.shown(neighbor);
                body.append(
                        place == null
                                ? caption(neighbor.name(), similarity, "")
                                : figure(() -> dataset.sample(place, buffer), neighbor.name(), similarity));
            }
            body.append("</div></section>");
        }
        return new HtmlPage("Similar pictures", "", body.append("</main>").toString()).toHtml();
    }

    /** Where in the data set the pictures are that were found: some of it may have no vectors. */
    private Map<String, Integer> places(List<SimilarAnswer> answers) {
        Set<String> wanted = new HashSet<>();
        answers.forEach(answer -> answer.neighbors().forEach(neighbor -> wanted.add(neighbor.name())));
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < dataset.size() && places.size() < wanted.size(); i++) {
            if (wanted.contains(dataset.name(i))) {
                places.putIfAbsent(dataset.name(i), i);
            }
        }
        return places;
    }

    private String figure(Reader reader, String name, String text) {
        try {
            String uri = DataUri.thumbnail(reader.read().decode(decoder, decoding), SIDE);
            return caption(name, text, "<img alt=\"" + Html.escape(name) + "\" src=\"" + uri + "\"/>");
        } catch (IOException | MetaFormerException e) {
            return caption(name, text, "");
        }
    }

    private static String caption(String name, String text, String image) {
        return "<figure>" + image + "<figcaption><b>" + Html.escape(text) + "</b> <small>" + Html.escape(name)
                + "</small></figcaption></figure>";
    }
}
