package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.Evaluation;
import io.metaformer4j.evaluation.Metric;
import io.metaformer4j.evaluation.Metrics;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that go by metrics of which nothing but the validation knows more than the name. An epoch has 7 updates. */
class NamedMetricsRunTest {

    private static final Metric MIOU = Metric.percentage("miou");
    private static final Metric ERROR = new Metric("error", false);

    /** What the validations measure, one after the other. */
    private static final double[] MIOUS = {40, 60, 50, 55, 45};

    private static final double[] ERRORS = {0.5, 0.4, 0.2, 0.3, 0.6};

    private static final String OWN = "epoch,update,samples,learning_rate,train_loss";

    @TempDir
    private Path folder;

    private final AtomicInteger asked = new AtomicInteger();

    private static TrainingRecipe recipe(String metric, int history) {
        return Runs.recipe(MIOUS.length, 1, 1).withKept(new CheckpointSelection(metric, history));
    }

    private static TrainingRecipe following(String metric) {
        TrainingRecipe plain = recipe(metric, 0);
        Schedule schedule = new Schedule(Warmup.NONE, new Plateau(0, 0.5, 0, metric, 0, 0), 0, false);
        return plain.withOptimization(plain.optimization().withSchedule(schedule));
    }

    private static Metrics measured(int validation) {
        return Metrics.ofSamples(60).with(MIOU, MIOUS[validation]).with(ERROR, ERRORS[validation]);
    }

    private TrainingTask<ClassTarget> task(TrainingRecipe recipe, Path output) {
        Evaluation evaluation = Evaluation.of(List.of(MIOU, ERROR), network -> measured(asked.getAndIncrement()));
        return task(recipe, output, Optional.of(evaluation));
    }

    private static TrainingTask<ClassTarget> task(TrainingRecipe recipe, Path output, Optional<Evaluation> validation) {
        return TrainingTask.ofClasses(
                Runs.MODEL,
                recipe,
                Optional.empty(),
                new ColoredSquares(60),
                validation,
                output,
                TrainingTask.Settings.DEFAULT);
    }

    private static void run(Trainer trainer) throws IOException {
        assertThat(TrainerTest.run(trainer, Long.MAX_VALUE).finished()).isTrue();
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    @ParameterizedTest
    @CsvSource({"miou, 1, 60, 14", "error, 2, 0.2, 21"})
    void the_best_checkpoints_are_those_of_the_metric_in_its_direction(
            String metric, int epoch, double value, int oldest) throws IOException {
        run(Trainer.start(task(recipe(metric, 2), folder)));
        assertThat(KeptCheckpointsTest.best(folder).bestEpoch()).isEqualTo(epoch);
        assertThat(KeptCheckpointsTest.best(folder).bestValue()).isEqualTo(value);
        assertThat(KeptCheckpointsTest.checkpoints(folder))
                .containsExactly("best.pth", "checkpoint-" + oldest + ".pth", "checkpoint-28.pth", "checkpoint-35.pth");
    }

    @ParameterizedTest
    @CsvSource({"miou, 2e-3, 1e-3", "error, 4e-3, 2e-3"})
    void the_rate_falls_behind_a_metric_that_gets_no_better(String metric, double fourth, double fifth)
            throws IOException {
        List<Double> rates = new ArrayList<>();
        try (Trainer trainer = Trainer.start(task(following(metric), folder))) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void epochEnded(EpochReport report) {
                            rates.add(report.rate());
                        }
                    })
                    .run();
        }
        assertThat(rates).containsExactly(4e-3, 4e-3, 4e-3, fourth, fifth);
    }

    @Test
    void tables_and_the_model_have_the_metrics_by_name() throws IOException {
        run(Trainer.start(task(recipe("error", 0), folder)));
        assertThat(lines("log.csv"))
                .hasSize(6)
                .startsWith(OWN + ",validation_miou,validation_error")
                .element(1)
                .asString()
                .endsWith(",40.0000,0.500000");
        assertThat(lines("summary.csv"))
                .hasSize(6)
                .startsWith("epoch,train_loss,eval_miou,eval_error,lr")
                .element(5)
                .asString()
                .matches("4,[0-9.]+,45\\.0000,0\\.600000,[0-9.e-]+");
        assertThat(ModelDescription.read(folder).facts().get("metrics"))
                .isEqualTo(Map.of("miou", 45.0, "error", 0.6, "samples", 60));
    }

    /** Within an epoch, and at the end of one. */
    @ParameterizedTest
    @ValueSource(longs = {17, 21})
    void an_interrupted_run_ends_like_one_that_was_not(long stopAt) throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        run(Trainer.start(task(following("error"), whole)));
        asked.set(0);
        assertThat(TrainerTest.run(Trainer.start(task(following("error"), broken)), stopAt)
                        .finished())
                .isFalse();
        run(Trainer.resume(task(following("error"), broken)));
        assertThat(asked).hasValue(MIOUS.length);
        for (String name : List.of("log.csv", "summary.csv", "last.json", CheckpointStore.BEST, "model.safetensors")) {
            assertThat(broken.resolve(name)).as(name).hasSameBinaryContentAs(whole.resolve(name));
        }
    }

    @Test
    void a_metric_that_is_not_measured_is_refused_with_those_that_are() {
        assertThatThrownBy(() -> task(recipe("map", 0), folder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("the recipe chooses the best checkpoint by the metric 'map', but the validation measures"
                        + " miou, error; name one of these in the recipe");
        TrainingRecipe otherSchedule = following("top1").withKept(new CheckpointSelection("miou", 0));
        assertThatThrownBy(() -> task(otherSchedule, folder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("schedule of the recipe follows the metric 'top1'")
                .hasMessageContaining("measures miou, error;");
        assertThat(task(recipe("map", 0), folder, Optional.empty())
                        .recipe()
                        .kept()
                        .metric())
                .isEqualTo("map");
    }

    @Test
    void a_validation_that_measures_something_else_than_it_says_ends_the_run() throws IOException {
        Evaluation evaluation = Evaluation.of(
                List.of(MIOU, ERROR), network -> Metrics.ofSamples(60).with(MIOU, 1));
        try (Trainer trainer = Trainer.start(task(recipe("miou", 0), folder, Optional.of(evaluation)))) {
            assertThatThrownBy(trainer::run)
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("measured miou (higher is better, in percent), but its metrics are miou")
                    .hasMessageContaining("error (lower is better)");
        }
    }

    @Test
    void a_log_gets_columns_for_what_is_measured_from_now_on() throws IOException {
        TrainingTask<ClassTarget> plain = Runs.task(Runs.recipe(2, 1, 1), folder);
        run(Trainer.start(Runs.with(plain, plain.data(), network -> ClassificationMetrics.of(50, 90, 1.5, 60))));
        run(Trainer.resume(task(recipe("miou", 0).withEpochs(3), folder)));
        assertThat(asked).as("the checkpoint was measured by other names").hasValue(2);
        List<String> log = lines("log.csv");
        assertThat(log.get(0))
                .isEqualTo(OWN + ",validation_top1,validation_top5,validation_loss,validation_miou,validation_error");
        assertThat(log.get(1)).startsWith("0,7,").endsWith(",50.0000,90.0000,1.500000,,");
        assertThat(log.get(2)).startsWith("1,14,").endsWith(",,,,40.0000,0.500000");
        assertThat(log.get(3)).startsWith("2,21,").endsWith(",,,,60.0000,0.400000");
        assertThat(lines("summary.csv"))
                .startsWith("epoch,train_loss,eval_loss,eval_top1,eval_top5,eval_miou,eval_error,lr");
        run(Trainer.resume(task(recipe("miou", 0).withEpochs(3), folder)));
        assertThat(lines("log.csv")).isEqualTo(log);
        assertThat(asked).hasValue(2);
    }

    @Test
    void a_log_keeps_its_columns_when_nothing_is_measured_any_more() throws IOException {
        run(Trainer.start(task(recipe("miou", 0).withEpochs(2), folder)));
        run(Trainer.resume(task(recipe("miou", 0).withEpochs(3), folder, Optional.empty())));
        assertThat(lines("log.csv"))
                .hasSize(4)
                .startsWith(OWN + ",validation_miou,validation_error")
                .last()
                .asString()
                .startsWith("2,21,")
                .endsWith(",,");
    }
}
