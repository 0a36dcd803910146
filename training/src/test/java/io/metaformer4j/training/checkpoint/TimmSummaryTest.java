package io.metaformer4j.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.Trainer;
import io.metaformer4j.training.TrainingTask;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimmSummaryTest {

    private static final String HEADER = "epoch,train_loss,eval_loss,eval_top1,eval_top5,lr";

    @TempDir
    private Path folder;

    private static EpochReport report(int epoch, Optional<Metrics> scores) {
        return new EpochReport(
                epoch,
                3,
                7L * epoch,
                56L * epoch,
                2e-3,
                1.25,
                scores,
                false,
                Duration.ZERO,
                new SkippedSamples(0, List.of()));
    }

    private List<String> summary() throws IOException {
        return Files.readAllLines(folder.resolve(TimmSummary.FILE_NAME));
    }

    @Test
    void it_has_the_columns_of_timm_and_empty_scores_where_none_were_measured() throws IOException {
        try (TrainingLog log = TrainingLog.create(folder, ClassificationMetrics.ALL)) {
            log.add(report(0, Optional.of(ClassificationMetrics.of(50, 90, 1.5, 60))));
            log.add(report(1, Optional.empty()));
        }
        assertThat(summary())
                .containsExactly(
                        HEADER, "0,1.250000,1.500000,50.0000,90.0000,0.00200000000", "1,1.250000,,,,0.00200000000");
    }

    @Test
    void a_log_that_goes_on_takes_back_what_came_after_the_checkpoint() throws IOException {
        SavedLog saved;
        try (TrainingLog log = TrainingLog.create(folder, ClassificationMetrics.ALL)) {
            log.add(report(0, Optional.empty()));
            saved = SavedLog.of(log.text());
            log.add(report(1, Optional.empty()));
        }
        assertThat(summary()).hasSize(3);
        try (TrainingLog log = saved.resume(folder, ClassificationMetrics.ALL)) {
            assertThat(summary()).hasSize(2);
            log.add(report(1, Optional.of(ClassificationMetrics.of(50, 90, 1.5, 60))));
        }
        assertThat(summary()).hasSize(3).last().asString().contains(",50.0000,");
    }

    @Test
    void a_lost_summary_is_written_again_when_a_run_goes_on() throws IOException {
        TrainingTask<ClassTarget> plain = Runs.task(Runs.recipe(1, 1, 1), folder);
        TrainingTask<ClassTarget> task =
                Runs.with(plain, plain.data(), network -> ClassificationMetrics.of(50, 90, 1.5, 60));
        try (Trainer trainer = Trainer.start(task)) {
            trainer.run();
        }
        List<String> before = summary();
        Files.delete(folder.resolve(TimmSummary.FILE_NAME));
        try (Trainer trainer = Trainer.resume(task)) {
            trainer.run();
        }
        assertThat(summary()).isEqualTo(before).hasSize(2);
    }

    @Test
    void a_new_run_does_not_overwrite_the_summary_of_another() throws IOException {
        Path theirs = Files.writeString(folder.resolve(TimmSummary.FILE_NAME), "precious");
        assertThatThrownBy(() -> Trainer.start(Runs.task(Runs.recipe(1, 1, 1), folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("summary.csv")
                .hasMessageContaining("move it away");
        assertThat(theirs).hasContent("precious");
    }
}
