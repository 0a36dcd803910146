package io.metaformer4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.evaluation.validation.TopKCounter;
import io.metaformer4j.evaluation.validation.ValidationResult;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.vision.loader.SkippedSamples;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogitsTest {

    @Test
    void probabilities_are_the_softmax() {
        Logits scores = Logits.of(new float[] {9, 0, (float) Math.log(2), (float) Math.log(5), 9}, 1, 3);
        assertThat(scores.probability(0)).isCloseTo(1 / 8.0, within(1e-7));
        assertThat(scores.probability(1)).isCloseTo(2 / 8.0, within(1e-7));
        assertThat(scores.probability(2)).isCloseTo(5 / 8.0, within(1e-7));
        assertThat(scores.crossEntropy(1)).isCloseTo(Math.log(4), within(1e-7));
    }

    @Test
    void huge_logits_do_not_overflow() {
        Logits scores = Logits.of(new float[] {3e38f, -3e38f}, 0, 2);
        assertThat(scores.probability(0)).isEqualTo(1);
        assertThat(scores.probability(1)).isEqualTo(0);
        assertThat(scores.crossEntropy(0)).isEqualTo(0);
    }

    @Test
    void the_best_come_first_and_of_equals_the_lower_index() {
        float[] logits = {1, 3, 3, 0, 3, -1, 2, -0f, 0};
        assertThat(Logits.of(logits, 0, 9).top(5)).containsExactly(1, 2, 4, 6, 0);
        assertThat(Logits.of(logits, 0, 9).top(9)).containsExactly(1, 2, 4, 6, 0, 3, 7, 8, 5);
        assertThat(Logits.of(logits, 0, 9).top(100)).hasSize(9);
        assertThat(Logits.of(logits, 3, 4).top(2)).containsExactly(1, 3);
    }

    @Test
    void columns_are_taken_in_the_given_order() {
        Logits scores = Logits.ofColumns(new float[] {9, 9, 0, 5, 7}, 2, List.of(0, 2));
        assertThat(scores.count()).isEqualTo(2);
        assertThat(scores.top(1)).containsExactly(1);
        assertThat(scores.crossEntropy(1)).isCloseTo(Math.log1p(Math.exp(-7)), within(1e-9));
    }

    @Test
    void what_is_no_number_is_found() {
        float[] logits = {0, Float.NaN, 1, 2, Float.NEGATIVE_INFINITY};
        assertThat(Logits.of(logits, 2, 2).areFinite()).isTrue();
        assertThat(Logits.of(logits, 0, 2).areFinite()).isFalse();
        assertThat(Logits.of(logits, 3, 2).areFinite()).isFalse();
    }

    @Test
    void accuracy_and_loss_equal_timm() throws IOException {
        JsonNode fixture = Fixtures.json("metrics/accuracy.json");
        int classes = fixture.get("shape").get(1).asInt();
        ValidationResult all = count(fixture, classes);
        assertThat(all.images()).isEqualTo(6);
        assertThat(all.top1()).isCloseTo(expected(fixture, "accuracy_top1_top5", 0), within(1e-4));
        assertThat(all.top5()).isCloseTo(expected(fixture, "accuracy_top1_top5", 1), within(1e-4));
        // the reference averages in float32
        assertThat(all.loss()).isCloseTo(fixture.get("cross_entropy").asDouble(), within(1e-6));
    }

    @Test
    void with_fewer_than_five_classes_all_count_as_the_best_five() throws IOException {
        JsonNode fixture = Fixtures.json("metrics/accuracy.json");
        ValidationResult three = count(fixture, 3);
        String name = "accuracy_first3classes_clamped_target_top1_top5";
        assertThat(three.top1()).isCloseTo(expected(fixture, name, 0), within(1e-4));
        assertThat(three.top5()).isEqualTo(100);
    }

    /** Counts the fixture's rows, of which only the first classes are used, with targets cut at the last of them. */
    private static ValidationResult count(JsonNode fixture, int classes) {
        int width = fixture.get("shape").get(1).asInt();
        float[] logits = new float[fixture.get("logits").size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) fixture.get("logits").get(i).asDouble();
        }
        TopKCounter counter = new TopKCounter();
        for (int row = 0; row < logits.length / width; row++) {
            int target = Math.min(classes - 1, fixture.get("target").get(row).asInt());
            Logits scores = Logits.of(logits, row * width, classes);
            int[] best = scores.top(TopKCounter.FIVE);
            boolean right5 = IntStream.of(best).anyMatch(index -> index == target);
            counter.add(best[0] == target, right5, scores.crossEntropy(target));
        }
        return counter.result(new SkippedSamples(0, List.of()), Duration.ofSeconds(2), List.of());
    }

    private static double expected(JsonNode fixture, String field, int index) {
        return fixture.get(field).get(index).asDouble();
    }
}
