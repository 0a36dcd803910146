package io.metaformer4j.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogColumnsTest {

    private static final String OF_CLASSES =
            "epoch,update,samples,learning_rate,train_loss,validation_top1,validation_top5,validation_loss\n";

    private static final Metric MIOU = Metric.percentage("miou");

    @Test
    void classes_and_runs_without_validation_have_the_columns_that_there_always_were() {
        assertThat(LogColumns.of(ClassificationMetrics.ALL).header()).isEqualTo(OF_CLASSES);
        assertThat(LogColumns.of(List.of()).header()).isEqualTo(OF_CLASSES);
        LogColumns columns = LogColumns.read(OF_CLASSES);
        assertThat(columns.fields(Optional.of(ClassificationMetrics.of(100.0 / 3, 90, 2.0 / 3, 60))))
                .isEqualTo("33.3333,90.0000,0.666667");
        assertThat(columns.fields(Optional.empty())).isEqualTo(",,");
        assertThat(columns.fields(Optional.of(Metrics.ofSamples(9).with(MIOU, 1))))
                .isEqualTo(",,");
    }

    @Test
    void a_log_becomes_wider_by_what_it_lacks_alone() {
        String log = OF_CLASSES + "0,7,56,0.004,0.5,1,2,3\n1,14,112,0.004,0.4,,,\n";
        LogColumns wider = LogColumns.read(log).with(List.of(MIOU, ClassificationMetrics.LOSS));
        assertThat(wider.metrics()).containsExactly("top1", "top5", "loss", "miou");
        assertThat(wider.widened(log))
                .isEqualTo(OF_CLASSES.strip() + ",validation_miou\n0,7,56,0.004,0.5,1,2,3,\n1,14,112,0.004,0.4,,,,\n");
        assertThat(LogColumns.read(log).with(ClassificationMetrics.ALL).widened(log))
                .isEqualTo(log);
    }

    @Test
    void a_header_is_known_wherever_it_was_cut_off() {
        String header = LogColumns.of(List.of(MIOU, new Metric("ap_50", true))).header();
        for (int length = 0; length <= header.length(); length++) {
            assertThat(LogColumns.isHeader(header.substring(0, length)))
                    .as(header.substring(0, length))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoch;", "my notes", "epoch,update,samples,learning_rate,train_loss\n0,7,56,0.004,0.5\n"})
    void anything_else_is_none(String text) {
        assertThat(LogColumns.isHeader(text)).isFalse();
    }
}
