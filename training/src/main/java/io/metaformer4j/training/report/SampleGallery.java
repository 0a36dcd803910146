package io.metaformer4j.training.report;

import io.metaformer4j.evaluation.validation.PredictedClasses.PredictedPicture;
import io.metaformer4j.training.report.page.DataUri;
import io.metaformer4j.training.report.page.Html;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.ReadBuffer;
import io.metaformer4j.vision.decode.DecodeWorkspace;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.PrintableText;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pictures with what the network took them for. Pictures that can no longer be read are left out, with a warning. */
final class SampleGallery {

    /** Longest side of a picture in its file, in pixels. */
    private static final int SIDE = 96;

    /** Pictures up to this side are shown enlarged, each pixel as a square. */
    private static final int TINY = 48;

    private static final int LONGEST_NAME = 60;
    private static final Logger LOG = LoggerFactory.getLogger(SampleGallery.class);

    private final Dataset<ClassTarget> pictures;
    private final ClassNames names;
    private final ReadBuffer buffer = new ReadBuffer();
    private final DecodeWorkspace workspace = new DecodeWorkspace();

    SampleGallery(Dataset<ClassTarget> pictures, ClassNames names) {
        this.pictures = pictures;
        this.names = names;
    }

    String toHtml(List<PredictedPicture> chosen) {
        StringBuilder html = new StringBuilder("<div class=\"samples\">");
        for (PredictedPicture shown : chosen) {
            try {
                figure(html, shown);
            } catch (IOException | MetaFormerException e) {
                LOG.warn("a picture is not shown in the report: {}", e.getMessage());
            }
        }
        return html.append("</div>").toString();
    }

    private void figure(StringBuilder html, PredictedPicture shown) throws IOException {
        Picture picture = pictures.sample(shown.index(), buffer).decode(ImageDecoder.standard(), workspace);
        String uri = DataUri.thumbnail(picture, SIDE);
        boolean tiny = Math.max(picture.width(), picture.height()) <= TINY;
        html.append(Html.format(
                "<figure class=\"%s\"><img%s alt=\"%s\" src=\"%s\"/><figcaption><b>%s</b> %.1f %%%s<small>%s</small>"
                        + "</figcaption></figure>",
                shown.isRight() ? "right" : "wrong",
                tiny ? " class=\"tiny\"" : "",
                names.html(shown.label()),
                uri,
                names.html(shown.predicted()),
                100 * shown.probability(),
                shown.isRight() ? "" : "<span>is " + names.html(shown.label()) + "</span>",
                Html.escape(PrintableText.of(pictures.name(shown.index()), LONGEST_NAME))));
    }
}
