package io.metaformer4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.TestPictures;
import io.metaformer4j.evaluation.TinyModels;
import io.metaformer4j.evaluation.calibration.Calibration;
import io.metaformer4j.evaluation.calibration.TemperatureFit;
import io.metaformer4j.evaluation.calibration.TemperatureScaling;
import io.metaformer4j.evaluation.validation.PredictedClasses;
import io.metaformer4j.evaluation.validation.PredictionSink.Answer;
import io.metaformer4j.evaluation.validation.PredictionSink.Scored;
import io.metaformer4j.evaluation.validation.TestTimeAugmentation;
import io.metaformer4j.evaluation.validation.TestTimeAugmentation.Averaged;
import io.metaformer4j.evaluation.validation.ValidationOptions;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.data.InMemoryDataset;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.vision.transform.Sample;
import io.metaformer4j.vision.transform.views.TestTimeViews;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page about a validation, read as XML. */
class ValidationPageTest {

    private static final String EVIL = "<b>&\"";

    /** Class, answer, and probability of the answer in percent. */
    private static final int[][] PICTURES = {{0, 0, 90}, {0, 1, 80}, {1, 1, 70}, {1, 0, 60}};

    private static final ModelDescription MODEL = ModelDescription.of(
                    "tiny " + EVIL, TinyArchitectures.classifier(2), TinyArchitectures.preprocessing())
            .withLabels(List.of("cat " + EVIL, "dog"));

    /** A page of the pictures, the last of which can no longer be read. */
    private static String page(HeatMaps maps, List<String> missing) {
        Calibration calibration = new Calibration(5);
        TemperatureScaling scaling = new TemperatureScaling(0.5, 5);
        PredictedClasses answers = PredictedClasses.ofPictures(PICTURES.length);
        List<InMemoryDataset.Entry<ClassTarget>> entries = new ArrayList<>();
        for (int i = 0; i < PICTURES.length; i++) {
            int[] picture = PICTURES[i];
            String name = i + EVIL + ".png";
            Sample sample = i == PICTURES.length - 1
                    ? new Sample.Encoded(EncodedImage.of(new byte[9], name))
                    : new Sample.Pixels(TestPictures.picture(i, 20, 16));
            entries.add(new InMemoryDataset.Entry<>(name, sample, new ClassTarget(picture[0])));
            answers.accept(new Answer(i, name, picture[0], List.of(new Scored(picture[1], picture[2] / 100.0))));
            float sure = (float) Math.log(picture[2] / (100.0 - picture[2]));
            Logits logits = Logits.of(picture[1] == 0 ? new float[] {sure, 0} : new float[] {0, sure}, 0, 2);
            calibration.accept(i, logits, picture[0]);
            scaling.accept(i, logits, picture[0]);
        }
        Optional<TemperatureFit> fit = Optional.of(scaling.fit());
        ValidationOptions options = ValidationOptions.of(MODEL.preprocessing())
                .withAugmentation(new TestTimeAugmentation(TestTimeViews.FLIP, Averaged.PROBABILITIES));
        Dataset<ClassTarget> pictures = InMemoryDataset.of(MODEL.classNames(), entries);
        return new ValidationPage(MODEL, "pets " + EVIL, options, result(), calibration.figures(), fit, answers)
                .toHtml(pictures, maps, missing::add);
    }

    private static ValidationResult result() {
        return new ValidationResult(
                4, 2, 4, 0.75, 0, new SkippedSamples(0, List.of()), Duration.ofSeconds(1), List.of());
    }

    private static List<String> texts(String html, String path) throws Exception {
        InputSource source = new InputSource(new StringReader(html));
        NodeList found = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        path,
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(source),
                        XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }

    @Test
    void it_has_all_figures_and_the_mistakes_that_can_be_read() throws Exception {
        List<String> missing = new ArrayList<>();
        String html = page(HeatMaps.NONE, missing);
        assertThat(texts(html, "//h2"))
                .containsExactly(
                        "Results",
                        "Mistakes of which the network was most certain",
                        "Right, and certain",
                        "Calibration",
                        "Confusion matrix",
                        "Classes, the worst first");
        assertThat(texts(html, "//table[@class='figures']//td"))
                .startsWith("50.000 %", "100.000 %", "0.7500")
                .hasSize(4);
        assertThat(texts(html, "//figure[@class='wrong']//small")).containsExactly("1" + EVIL + ".png");
        assertThat(texts(html, "//figure[@class='right']//b")).containsExactly("cat " + EVIL, "dog");
        assertThat(missing).singleElement().asString().contains("not shown");
        assertThat(texts(html, "//div[@class='map']")).isEmpty();
        assertThat(texts(html, "//dt[text()='Views of a picture']/following-sibling::dd"))
                .containsExactly("2, probabilities averaged");
        assertThat(texts(html, "//*[@class='chart-title']"))
                .containsExactly("Accuracy by confidence", "Pictures by confidence", "Before", "After");
    }

    @Test
    void a_picture_whose_heat_map_cannot_be_made_is_shown_without_it() throws Exception {
        List<String> missing = new ArrayList<>();
        HeatMaps failing = (picture, label) -> {
            throw new MetaFormerException("no finite gradients");
        };
        String html = page(failing, missing);
        assertThat(texts(html, "//figure")).hasSize(3);
        assertThat(texts(html, "//div[@class='map']")).isEmpty();
        assertThat(missing.stream().filter(note -> note.contains("no finite gradients")))
                .hasSize(3);
    }

    @Test
    void names_from_outside_are_text_and_nothing_is_fetched_or_run() throws Exception {
        String html = page(HeatMaps.NONE, new ArrayList<>());
        assertThat(texts(html, "//h1")).containsExactly("tiny " + EVIL);
        assertThat(texts(html, "//script | //link | //a | //iframe")).isEmpty();
        assertThat(html).doesNotContain(EVIL, "http:", "https:", "url(", "@import", "NaN");
        assertThat(html).isEqualTo(page(HeatMaps.NONE, new ArrayList<>()));
    }

    @Test
    void heat_maps_are_of_the_answer_and_of_the_class_where_the_engine_has_gradients() throws Exception {
        try (LoadedModel model = TinyModels.model(2)) {
            String html = page(HeatMaps.gradCam(model, MODEL.preprocessing()), new ArrayList<>());
            assertThat(texts(html, "//figure[@class='wrong']/div[@class='map']/span"))
                    .containsExactly("for dog", "for cat " + EVIL);
            assertThat(texts(html, "//figure[@class='right']/div[@class='map']/span"))
                    .containsExactly("for cat " + EVIL, "for dog");
        }
    }
}
