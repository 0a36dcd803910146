package io.metaformer4j.benchmarks.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void sides_that_agree_are_compared() {
        assertThatCode(() -> report.check("difference of logits", 3e-6, 5e-5)).doesNotThrowAnyException();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("difference of logits: 3.00e-06");
    }

    @Test
    void scores_of_several_seeds_have_a_mean_and_a_deviation() {
        report.scores("accuracy", "ours", List.of(70.0, 72.0, 74.0));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("ours", "mean 72.00, deviation 2.00 of 70.00, 72.00, 74.00");
    }

    @Test
    void time_is_reported_in_shares() {
        Result result = new Result("train", Unit.SECONDS, Target.NONE, List.of());
        report.phases(result, "ours", Map.of("forward", 2.5));
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("time of ours", "forward 100.0 %");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.344, 6e-5, Double.NaN, Double.POSITIVE_INFINITY})
    void sides_that_do_not_compute_the_same_are_not_compared(double difference) {
        assertThatThrownBy(() -> report.check("difference of logits", difference, 5e-5))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("comparison is void", "difference of logits", "doctor");
    }
}
