package io.metaformer4j.evaluation.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.evaluation.Logits;
import io.metaformer4j.evaluation.validation.PredictionSink;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.labels.ReassessedLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the figures of hendrycks/robustness (8190fe3), timm (1.0.29) and reassessed-imagenet, in scoring.json. */
class ReferenceScoringTest {

    /** Expected figures are written with 8 digits behind the point or more. */
    private static final double WRITTEN = 1e-8;

    private static final int PICTURES = 24;
    private static final int CLASSES = 1000;

    private final JsonNode scoring = Fixtures.json("robustness/scoring.json");

    private static CorruptionErrors errors(JsonNode mce, OptionalDouble clean) {
        Map<CorruptionLevel, Double> percent = new HashMap<>();
        for (Corruption corruption : Corruption.benchmark()) {
            JsonNode row = mce.get("errors_percent").get(corruption.label());
            for (Severity severity : Severity.all()) {
                percent.put(
                        new CorruptionLevel(corruption, severity),
                        row.get(severity.level() - 1).asDouble());
            }
        }
        return new CorruptionErrors(percent, clean, Optional.of(CorruptionBaseline.alexNet()));
    }

    @Test
    void alexnets_errors_are_those_of_the_reference() {
        JsonNode mce = scoring.get("mce");
        CorruptionBaseline alexNet = CorruptionBaseline.alexNet();
        assertThat(alexNet.clean())
                .isEqualTo(mce.get("alexnet_clean_error_percent").asDouble());
        assertThat(alexNet.errors()).hasSize(15).allSatisfy((corruption, error) -> assertThat(error)
                .isEqualTo(
                        mce.get("alexnet_error_percent").get(corruption.label()).asDouble()));
    }

    @Test
    void corruption_errors_equal_the_reference() {
        JsonNode mce = scoring.get("mce");
        double clean = mce.get("clean_error_percent").asDouble();
        CorruptionErrors errors = errors(mce, OptionalDouble.of(clean));
        assertThat(errors.corruptions()).isEqualTo(Corruption.benchmark()).allSatisfy(corruption -> {
            assertThat(errors.corruptionError(corruption).orElseThrow())
                    .isCloseTo(mce.get("CE_percent").get(corruption.label()).asDouble(), within(WRITTEN));
            // written with 10 significant digits, of which the largest leave 7 behind the point
            assertThat(errors.relativeCorruptionError(corruption).orElseThrow())
                    .isCloseTo(
                            mce.get("relative_CE_percent")
                                    .get(corruption.label())
                                    .asDouble(),
                            within(10 * WRITTEN));
        });
        assertThat(errors.meanCorruptionError().orElseThrow())
                .isCloseTo(mce.get("mCE_percent").asDouble(), within(WRITTEN));
        assertThat(errors.relativeMeanCorruptionError().orElseThrow())
                .isCloseTo(mce.get("relative_mCE_percent").asDouble(), within(WRITTEN));
    }

    @Test
    void a_mean_of_what_was_not_measured_in_whole_is_empty() {
        JsonNode mce = scoring.get("mce");
        CorruptionErrors whole = errors(mce, OptionalDouble.empty());
        assertThat(whole.meanCorruptionError()).isPresent();
        assertThat(whole.relativeMeanCorruptionError()).isEmpty();
        Map<CorruptionLevel, Double> fewer = new HashMap<>(whole.percent());
        fewer.remove(new CorruptionLevel(Corruption.FOG, new Severity(5)));
        CorruptionErrors partial =
                new CorruptionErrors(fewer, OptionalDouble.of(20), Optional.of(CorruptionBaseline.alexNet()));
        assertThat(partial.corruptions()).hasSize(15);
        assertThat(partial.meanError(Corruption.FOG)).isEmpty();
        assertThat(partial.corruptionError(Corruption.FOG)).isEmpty();
        assertThat(partial.corruptionError(Corruption.SNOW)).isEqualTo(whole.corruptionError(Corruption.SNOW));
        assertThat(partial.meanError()).isEmpty();
        assertThat(partial.meanCorruptionError()).isEmpty();
        CorruptionErrors alone = new CorruptionErrors(whole.percent(), OptionalDouble.of(20), Optional.empty());
        assertThat(alone.meanError()).isPresent();
        assertThat(alone.meanCorruptionError()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = RobustnessBenchmark.class,
            names = {"IMAGENET_A", "IMAGENET_R"})
    void choices_among_the_classes_of_a_benchmark_equal_the_reference(RobustnessBenchmark benchmark) {
        JsonNode expected = scoring.get(benchmark.id());
        List<Integer> classes = benchmark.publishedClasses().orElseThrow();
        assertThat(classes).hasSize(expected.get("num_indices").asInt());
        String name = "logits_" + benchmark.id().charAt(benchmark.id().length() - 1);
        float[] logits =
                SyntheticStream.of(name, expected.get("case_seed").asLong()).floats(PICTURES * CLASSES, 0, 3);
        int right = 0;
        for (int i = 0; i < PICTURES; i++) {
            int target = expected.get("target").get(i).asInt();
            logits[i * CLASSES + classes.get(target)] += new float[] {0, 2, 4, 0.5f}[i % 4];
            int[] best = Logits.ofColumns(logits, i * CLASSES, classes).top(5);
            assertThat(best)
                    .isEqualTo(Fixtures.ints(expected.get("top5_restricted").get(i)));
            right += best[0] == target ? 1 : 0;
        }
        // the reference divided in float32
        assertThat(new PartCounts(PICTURES, right, right, 0, Optional.empty()).top1())
                .isCloseTo(expected.get("top1_percent").asDouble(), within(1e-5));
    }

    @Test
    void reassessed_labels_count_as_in_the_reference(@TempDir Path folder) throws IOException {
        JsonNode expected = scoring.get("real_labels");
        Path file = Files.writeString(
                folder.resolve("real.json"), expected.get("labels").toString());
        ReassessedCounter counter = new ReassessedCounter(ReassessedLabels.read(file));
        for (int i = 0; i < expected.get("top5").size(); i++) {
            List<PredictionSink.Scored> best = new ArrayList<>();
            expected.get("top5").get(i).forEach(label -> best.add(new PredictionSink.Scored(label.asInt(), 0.2)));
            String name = String.format(Locale.ROOT, "n01440764/ILSVRC2012_val_%08d.JPEG", i + 1);
            int label = expected.get("original_labels").get(i).asInt();
            counter.accept(new PredictionSink.Answer(i, name, label, best));
        }
        ReassessedCounts counts = counter.counts();
        assertThat(counts.counted()).isEqualTo(expected.get("counted").asLong());
        assertThat(counts.top1()).isCloseTo(expected.get("real_top1_percent").asDouble(), within(WRITTEN));
        assertThat(counts.top5()).isCloseTo(expected.get("real_top5_percent").asDouble(), within(WRITTEN));
    }
}
