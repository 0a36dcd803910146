package io.metaformer4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    @ParameterizedTest
    @ValueSource(doubles = {0.344, 6e-5, Double.NaN, Double.POSITIVE_INFINITY})
    void sides_that_do_not_compute_the_same_are_not_compared(double difference) {
        assertThatThrownBy(() -> report.check("difference of logits", difference, 5e-5))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("comparison is void", "difference of logits", "doctor");
    }
}
