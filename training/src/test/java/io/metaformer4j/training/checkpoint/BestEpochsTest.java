package io.metaformer4j.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.training.recipe.Selection;
import io.metaformer4j.training.schedule.Plateau;
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
        return new Metrics(top1, top5, loss, 60);
    }

    @Test
    void the_score_that_is_asked_for_decides_and_the_earlier_of_equal_ones() throws IOException {
        try (TrainingLog log = TrainingLog.create(folder)) {
            log.add(report(0, Optional.of(scores(50, 90, 0.9))));
            log.add(report(1, Optional.of(scores(70, 80, 1.1))));
            log.add(report(2, Optional.empty()));
            log.add(report(3, Optional.of(scores(70, 85, 1.0))));
            log.add(report(4, Optional.of(scores(60, 95, 1.2))));
            assertThat(best(log, Plateau.Score.TOP1, 1)).containsExactly(14L);
            assertThat(best(log, Plateau.Score.TOP1, 2)).containsExactlyInAnyOrder(14L, 28L);
            assertThat(best(log, Plateau.Score.TOP5, 2)).containsExactlyInAnyOrder(35L, 7L);
            assertThat(best(log, Plateau.Score.LOSS, 2)).containsExactlyInAnyOrder(7L, 28L);
            assertThat(best(log, Plateau.Score.LOSS, 9)).containsExactlyInAnyOrder(7L, 14L, 28L, 35L);
            assertThat(best(log, Plateau.Score.TOP1, 0)).isEmpty();
        }
    }

    private static Set<Long> best(TrainingLog log, Plateau.Score score, int count) {
        return log.best(new Selection(score, count));
    }
}
