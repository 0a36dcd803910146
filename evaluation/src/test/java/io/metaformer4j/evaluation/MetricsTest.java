package io.metaformer4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private static final Metric MIOU = Metric.percentage("miou");
    private static final Metric ERROR = new Metric("error", false);

    private static final Metrics METRICS =
            Metrics.ofSamples(60).with(MIOU, 41.5).with(ERROR, 0.25);

    @Test
    void numbers_are_found_by_name_and_keep_their_order() {
        assertThat(METRICS.metrics()).containsExactly(MIOU, ERROR);
        assertThat(METRICS.value("error")).isEqualTo(0.25);
        assertThat(METRICS.value(MIOU)).isEqualTo(41.5);
        assertThat(METRICS.metric("error")).isEqualTo(ERROR);
        assertThat(METRICS.has("miou")).isTrue();
        assertThat(METRICS.has("top1")).isFalse();
        assertThat(METRICS.samples()).isEqualTo(60);
        assertThatThrownBy(() -> METRICS.value("map"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("there is no metric 'map' among what was measured, miou, error");
    }

    @Test
    void metrics_of_classes_look_in_files_as_they_always_did() {
        assertThat(ClassificationMetrics.of(62.5, 100, 0.75, 60).toData())
                .containsExactly(entry("top1", 62.5), entry("top5", 100.0), entry("loss", 0.75), entry("samples", 60L));
    }

    @Test
    void what_is_written_is_read_by_the_metrics_that_it_is_of() {
        List<Metric> metrics = List.of(MIOU, ERROR);
        assertThat(Metrics.fromData(metrics, METRICS.toData())).contains(METRICS);
        assertThat(Metrics.fromData(metrics, Map.of("miou", 41.5, "error", 0.25, "samples", 60)))
                .contains(METRICS);
        assertThat(Metrics.fromData(List.of(MIOU), METRICS.toData())).isEmpty();
        assertThat(Metrics.fromData(ClassificationMetrics.ALL, METRICS.toData()))
                .isEmpty();
        assertThat(Metrics.fromData(metrics, Map.of("miou", 41.5, "error", "NaN", "samples", 60)))
                .isEmpty();
        assertThat(Metrics.fromData(metrics, Map.of("miou", 41.5, "error", 0.25)))
                .isEmpty();
    }

    @Test
    void equal_numbers_make_equal_metrics() {
        Metrics same = Metrics.ofSamples(60).with(MIOU, 41.5).with(ERROR, 0.25);
        assertThat(same).isEqualTo(METRICS).hasSameHashCodeAs(METRICS).hasToString(METRICS.toString());
        assertThat(METRICS.toString()).contains("miou=41.5", "error=0.25", "samples=60");
        assertThat(Metrics.ofSamples(61).with(MIOU, 41.5).with(ERROR, 0.25)).isNotEqualTo(METRICS);
        assertThat(Metrics.ofSamples(60).with(MIOU, 41.5)).isNotEqualTo(METRICS);
    }

    @Test
    void a_name_is_used_once() {
        Metric other = new Metric("miou", false);
        assertThatThrownBy(() -> METRICS.with(other, 1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("two metrics are called 'miou'");
        assertThatThrownBy(() -> METRICS.with(MIOU, 1)).hasMessageContaining("two metrics are called 'miou'");
        assertThatThrownBy(() -> Evaluation.of(List.of(MIOU, other), network -> METRICS))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("two metrics are called 'miou'");
    }

    @Test
    void what_is_measured_has_to_be_what_is_declared() {
        METRICS.requireMetrics(List.of(ERROR, MIOU));
        assertThatThrownBy(() -> METRICS.requireMetrics(List.of(MIOU)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("an evaluation measured miou (higher is better, in percent), error (lower is better), but"
                        + " its metrics are miou (higher is better, in percent); let it list exactly what it measures");
        assertThatThrownBy(() -> METRICS.requireMetrics(List.of(MIOU, new Metric("error", true))))
                .hasMessageContaining("error (higher is better)");
        assertThatThrownBy(() -> Metrics.ofSamples(1).requireMetrics(List.of(MIOU)))
                .hasMessageContaining("measured nothing");
    }

    @Test
    void the_best_comes_first_and_what_is_no_number_last() {
        assertThat(Stream.of(2.0, Double.NaN, 3.0, 1.0).sorted(MIOU.bestFirst()))
                .containsExactly(3.0, 2.0, 1.0, Double.NaN);
        assertThat(Stream.of(2.0, Double.NaN, 3.0, 1.0).sorted(ERROR.bestFirst()))
                .containsExactly(1.0, 2.0, 3.0, Double.NaN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5top", "_top", "top-1", "top 1", "top1,loss", "mIoU"})
    void a_name_fits_columns_and_options(String name) {
        assertThatThrownBy(() -> new Metric(name, true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("'" + name + "' is no name of a metric; use lower-case letters");
    }

    @Test
    void names_that_people_write_may_have_capitals() {
        assertThat(Metric.nameOf("mIoU")).isEqualTo("miou");
        assertThatThrownBy(() -> Metric.nameOf("m IoU")).isInstanceOf(MetaFormerException.class);
        assertThatThrownBy(() -> Metric.nameOf("samples"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("as the number of samples beside it is");
    }
}
