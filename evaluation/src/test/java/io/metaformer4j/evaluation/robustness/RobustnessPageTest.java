package io.metaformer4j.evaluation.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.robustness.RobustnessScores.CleanReference;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.data.DatasetOptions;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class RobustnessPageTest {

    private static final Pattern CHART = Pattern.compile("aria-label=\"([^\"]*)\"");

    private final PictureSource somewhere = new PictureSource("somewhere", DatasetOptions.standard());

    /** A model that has so many of 100 pictures right on ImageNet-A, and 10 fewer for each severity of each corruption. */
    private RobustnessScores scores(String name, long right) {
        List<RobustnessPart> parts = new ArrayList<>();
        parts.add(RobustnessPart.of(RobustnessBenchmark.IMAGENET_A, somewhere));
        Map<String, PartCounts> counts = new HashMap<>();
        counts.put("imagenet_a/clean", new PartCounts(100, right, right, 0, Optional.empty()));
        for (Corruption corruption : Corruption.benchmark()) {
            for (Severity severity : Severity.all()) {
                RobustnessPart part = RobustnessPart.stored(new CorruptionLevel(corruption, severity), somewhere);
                parts.add(part);
                long left = right - 10L * severity.level();
                counts.put(part.id(), new PartCounts(100, left, left, 0, Optional.empty()));
            }
        }
        CleanReference reference =
                new CleanReference(CorruptionBaseline.alexNet(), false, OptionalDouble.of((double) (100 - right)));
        return RobustnessScores.of(name, parts, counts, reference);
    }

    @Test
    void figures_follow_from_counts() {
        RobustnessScores scores = scores("one", 60);
        assertThat(scores.figures().get(0))
                .isEqualTo(new RobustnessFigure("ImageNet-A top-1", /* higherIsBetter= */ true, 60));
        CorruptionErrors errors = scores.errors(RobustnessBenchmark.IMAGENET_C).orElseThrow();
        // errors of 50, 60, 70, 80 and 90 percent
        assertThat(errors.meanError(Corruption.FOG)).hasValue(70);
        assertThat(errors.corruptionError(Corruption.FOG)).hasValue(100 * 70 / 81.9);
        assertThat(errors.relativeCorruptionError(Corruption.FOG)).hasValue(100 * (70.0 - 40) / (81.9 - 43.5));
        assertThat(scores.figures())
                .extracting(RobustnessFigure::title)
                .contains("ImageNet-C mCE", "ImageNet-C fog CE");
        assertThat(scores.errors(RobustnessBenchmark.CORRUPTED)).isEmpty();
    }

    @Test
    void errors_at_some_severities_are_figures_where_their_mean_is_not() {
        RobustnessPart part = RobustnessPart.stored(new CorruptionLevel(Corruption.FOG, new Severity(3)), somewhere);
        Map<String, PartCounts> counts = Map.of(part.id(), new PartCounts(10, 4, 6, 0, Optional.empty()));
        CleanReference reference = new CleanReference(CorruptionBaseline.alexNet(), false, OptionalDouble.empty());
        assertThat(RobustnessScores.of("one", List.of(part), counts, reference).figures())
                .containsExactly(new RobustnessFigure("ImageNet-C fog/3 error", /* higherIsBetter= */ false, 60));
    }

    @Test
    void every_corruption_has_a_chart_with_a_line_for_each_model() throws Exception {
        String page = new RobustnessPage(List.of(scores("one", 60), scores("<two>", 70))).toHtml();
        assertThat(CHART.matcher(page).results().map(match -> match.group(1)))
                .hasSize(15)
                .startsWith("gaussian noise", "shot noise")
                .contains("jpeg compression");
        assertThat(page).contains("A: one", "B: &lt;two&gt;", "severity").doesNotContain("<two>", "<script");
        assertThat(page.split("class=\"line2\"", -1)).hasSize(16);
        String body = page.substring(page.indexOf("<html"));
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(body)))
                        .getElementsByTagName("svg")
                        .getLength())
                .isEqualTo(15);
    }

    @Test
    void the_best_of_each_row_is_marked_where_there_are_several() {
        String page = new RobustnessPage(List.of(scores("one", 60), scores("two", 70))).toHtml();
        assertThat(page)
                .contains("<th scope=\"row\">ImageNet-A top-1</th><td class=\"number\">60.00</td>"
                        + "<td class=\"number best\">70.00</td>")
                .contains("<th scope=\"row\">ImageNet-C fog error</th><td class=\"number\">70.00</td>"
                        + "<td class=\"number best\">60.00</td>");
        assertThat(new RobustnessPage(List.of(scores("one", 60))).toHtml()).doesNotContain("number best");
    }
}
