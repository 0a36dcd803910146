package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.training.schedule.PlateauState;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A learning rate that follows the scores, also through interruptions. */
class PlateauRunTest {

    /** The first is of the warm-up; the second is never surpassed. */
    private static final double[] SCORES = {90, 70, 60, 65, 60, 60};

    @TempDir
    private Path folder;

    private static TrainingRecipe recipe() {
        return recipe("top1");
    }

    private static TrainingRecipe recipe(String metric) {
        TrainingRecipe plain = Runs.recipe(SCORES.length, 1, 1);
        Schedule schedule = new Schedule(Warmup.linear(1, 1e-4), new Plateau(0, 0.5, 1, metric, 1e-4, 0), 0, false);
        return plain.withOptimization(plain.optimization().withSchedule(schedule));
    }

    /** A task with a validation that answers by how often it was asked. */
    private static TrainingTask<ClassTarget> task(Path output, AtomicInteger asked) {
        return task(recipe(), output, asked);
    }

    private static TrainingTask<ClassTarget> task(TrainingRecipe recipe, Path output, AtomicInteger asked) {
        return TrainingTask.ofClasses(
                Runs.MODEL,
                recipe,
                Optional.empty(),
                new ColoredSquares(60),
                Optional.of(Evaluation.of(
                        ClassificationMetrics.ALL,
                        network -> ClassificationMetrics.of(SCORES[asked.getAndIncrement()], 100, 1.5, 60))),
                output,
                TrainingTask.Settings.DEFAULT);
    }

    private static List<Double> rates(Trainer started) throws IOException {
        List<Double> rates = new ArrayList<>();
        try (Trainer trainer = started) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void epochEnded(EpochReport report) {
                            rates.add(report.rate());
                        }
                    })
                    .run();
        }
        return rates;
    }

    @Test
    void the_rate_falls_behind_scores_that_get_no_better() throws IOException {
        assertThat(rates(Trainer.start(task(folder, new AtomicInteger()))))
                .containsExactly(1e-4, 4e-3, 4e-3, 4e-3, 2e-3, 2e-3);
    }

    /** Of the one before, which is 100 all the time, none of the scores would be better. */
    @Test
    void the_best_value_of_another_metric_counts_no_more() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        TrainerTest.run(Trainer.start(task(recipe("top5"), folder, asked)), 17); // in the third epoch
        assertThat(SavedRun.read(folder).position().plateau().best()).hasValue(100);
        assertThat(rates(Trainer.resume(task(folder, asked)))).containsExactly(4e-3, 4e-3, 4e-3, 4e-3);
    }

    /** Of 7 updates in an epoch: before the fall with a bad score in memory, at the end of that epoch, and behind the fall. */
    @ParameterizedTest
    @CsvSource({"25, 1, 0", "28, 1, 0", "31, 0, 1"})
    void an_interrupted_run_ends_like_one_that_was_not(long stopAt, int bad, int reductions) throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainerTest.run(Trainer.start(task(whole, new AtomicInteger())), Long.MAX_VALUE);
        AtomicInteger asked = new AtomicInteger();
        assertThat(TrainerTest.run(Trainer.start(task(broken, asked)), stopAt).finished())
                .isFalse();
        assertThat(SavedRun.read(broken).position().plateau())
                .isEqualTo(new PlateauState(OptionalDouble.of(70), bad, 0, reductions));
        assertThat(TrainerTest.run(Trainer.resume(task(broken, asked)), Long.MAX_VALUE)
                        .finished())
                .isTrue();
        assertThat(broken.resolve("log.csv")).hasSameBinaryContentAs(whole.resolve("log.csv"));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(broken));
        assertThat(SavedRun.read(broken).position().plateau())
                .isEqualTo(SavedRun.read(whole).position().plateau());
    }

    @Test
    void a_schedule_that_follows_scores_needs_a_validation() {
        assertThatThrownBy(() -> Runs.task(recipe(), folder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("follows a metric of a validation")
                .hasMessageContaining("use another schedule");
    }
}
