package io.metaformer4j.evaluation.report;

import io.metaformer4j.evaluation.page.DataUri;
import io.metaformer4j.evaluation.page.Html;
import io.metaformer4j.evaluation.validation.PredictedClasses.PredictedPicture;
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
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pictures with what the network took them for. Pictures that can no longer be read are left out, and those without
 * heat-maps are shown alone. Confined to one thread.
 */
public final class SampleGallery {

    /** Longest side of a picture in its file, in pixels. */
    private static final int SIDE = 96;

    /** Pictures up to this side are shown enlarged, each pixel as a square. */
    private static final int TINY = 48;

    private static final int LONGEST_NAME = 60;

    private final Dataset<ClassTarget> pictures;
    private final ClassNames names;
    private final HeatMaps maps;
    private final Consumer<String> missing;
    private final ReadBuffer buffer = new ReadBuffer();
    private final DecodeWorkspace workspace = new DecodeWorkspace();

    /**
     * A gallery of pictures of a data set.
     *
     * @param pictures the data set, open
     * @param names what the classes are called
     * @param maps where in the pictures the answers rest
     * @param missing is told why a picture is left out
     */
    public SampleGallery(Dataset<ClassTarget> pictures, ClassNames names, HeatMaps maps, Consumer<String> missing) {
        this.pictures = pictures;
        this.names = names;
        this.maps = maps;
        this.missing = missing;
    }

    /**
     * Shows pictures.
     *
     * @param chosen which ones, in this order
     * @return an element of a page with the style sheet of {@link ReportStyle}
     */
    public String toHtml(List<PredictedPicture> chosen) {
        StringBuilder html = new StringBuilder("<div class=\"samples\">");
        for (PredictedPicture shown : chosen) {
            try {
                html.append(figure(shown));
            } catch (IOException | MetaFormerException e) {
                missing.accept("a picture is not shown in the report: " + e.getMessage());
            }
        }
        return html.append("</div>").toString();
    }

    private String figure(PredictedPicture shown) throws IOException {
        Picture picture = pictures.sample(shown.index(), buffer).decode(ImageDecoder.standard(), workspace);
        return Html.format(
                "<figure class=\"%s\">%s%s<figcaption><b>%s</b> %.1f %%%s<small>%s</small></figcaption></figure>",
                shown.isRight() ? "right" : "wrong",
                image(picture, names.html(shown.label())),
                heatMaps(picture, shown),
                names.html(shown.predicted()),
                100 * shown.probability(),
                shown.isRight() ? "" : "<span>is " + names.html(shown.label()) + "</span>",
                Html.escape(PrintableText.of(pictures.name(shown.index()), LONGEST_NAME)));
    }

    /** The maps, or why there are none: the picture tells something without them, too. */
    private String heatMaps(Picture picture, PredictedPicture shown) {
        try {
            return maps(picture, shown);
        } catch (IOException | MetaFormerException e) {
            missing.accept("a picture is shown without its heat-maps in the report: " + e.getMessage());
            return "";
        }
    }

    /** For the answer, and for the right class if that is another one. */
    private String maps(Picture picture, PredictedPicture shown) throws IOException {
        StringBuilder html = new StringBuilder();
        List<Integer> labels = shown.isRight() ? List.of(shown.label()) : List.of(shown.predicted(), shown.label());
        for (int label : labels) {
            Optional<Picture> map = maps.of(picture, label);
            if (map.isPresent()) {
                String name = names.html(label);
                html.append("<div class=\"map\">")
                        .append(image(map.get(), "what speaks for " + name))
                        .append("<span>for ")
                        .append(name)
                        .append("</span></div>");
            }
        }
        return html.toString();
    }

    private static String image(Picture picture, String description) throws IOException {
        boolean tiny = Math.max(picture.width(), picture.height()) <= TINY;
        return Html.format(
                "<img%s alt=\"%s\" src=\"%s\"/>",
                tiny ? " class=\"tiny\"" : "", description, DataUri.thumbnail(picture, SIDE));
    }
}
