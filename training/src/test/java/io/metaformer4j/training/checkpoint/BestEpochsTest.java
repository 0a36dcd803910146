package io.metaformer4j.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.vision.loader.SkippedSamples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which epochs of a log were the best. */
class BestEpochsTest {

    @TempDir
    private Path folder;

    private static EpochReport report(int epoch, Optional<Metrics> scores) {
        return new EpochReport(
                epoch,
                5,
                7L * (epoch + 1),
                56L * (epoch + 1),
                1e-3,
                0.5,
                scores,
                false,
                Duration.ZERO,
                new SkippedSamples(0, List.of()));
    }

    private static Metrics scores(double top1, double top5, double loss) {
        return ClassificationMetrics.of(top1, top5, loss, 60);
    }

    @Test
    void the_score_that_is_asked_for_decides_and_the_earlier_of_equal_ones() throws IOException {
        try (TrainingLog log = TrainingLog.create(folder, ClassificationMetrics.ALL)) {
            log.add(report(0, Optional.of(scores(50, 90, 0.9))));
            log.add(report(1, Optional.of(scores(70, 80, 1.1))));
            log.add(report(2, Optional.empty()));
            log.add(report(3, Optional.of(scores(70, 85, 1.0))));
            log.add(report(4, Optional.of(scores(60, 95, 1.2))));
            assertThat(best(log, "top1", 1)).containsExactly(14L);
            assertThat(best(log, "top1", 2)).containsExactlyInAnyOrder(14L, 28L);
            assertThat(best(log, "top5", 2)).containsExactlyInAnyOrder(35L, 7L);
            assertThat(best(log, "loss", 2)).containsExactlyInAnyOrder(7L, 28L);
            assertThat(best(log, "loss", 9)).containsExactlyInAnyOrder(7L, 14L, 28L, 35L);
            assertThat(best(log, "top1", 0)).isEmpty();
        }
    }

    @Test
    void what_is_no_number_is_worse_than_anything() throws IOException {
        Metric accuracy = Metric.percentage("accuracy");
        Metric error = new Metric("error", false);
        try (TrainingLog log = TrainingLog.create(folder, List.of(accuracy, error))) {
            double[] values = {2, Double.NaN, 3, 1};
            for (int epoch = 0; epoch < values.length; epoch++) {
                Metrics metrics =
                        Metrics.ofSamples(60).with(accuracy, values[epoch]).with(error, values[epoch]);
                log.add(report(epoch, Optional.of(metrics)));
            }
            assertThat(best(log, "accuracy", 1)).containsExactly(21L);
            assertThat(best(log, "error", 1)).containsExactly(28L);
            assertThat(best(log, "accuracy", 3)).doesNotContain(14L);
            assertThat(best(log, "error", 3)).doesNotContain(14L);
            assertThat(best(log, "top1", 3)).as("of what nobody measures").isEmpty();
        }
    }

    private static Set<Long> best(TrainingLog log, String score, int count) {
        return log.best(new CheckpointSelection(score, count));
    }
}
