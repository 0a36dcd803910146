package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.ChangedData;
import io.metaformer4j.training.checkpoint.ChangedDataException;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.LastCheckpoint;
import io.metaformer4j.training.checkpoint.Resumption;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.PlateauState;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.SmallModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on otherwise than they began, or after something was lost. */
class ResumptionTest {

    private static final double[] SCORES = {50, 70, 60, 65};

    @TempDir
    private Path folder;

    /** A validation that answers by the epoch, and counts how often it is asked. */
    private final List<Integer> asked = new ArrayList<>();

    private TrainingTask<ClassTarget> task(TrainingRecipe recipe, Path output) {
        return task(recipe, output, new ColoredSquares(60));
    }

    private TrainingTask<ClassTarget> task(TrainingRecipe recipe, Path output, Dataset<ClassTarget> data) {
        return Runs.with(Runs.task(recipe, output), data, network -> {
            asked.add(asked.size());
            return ClassificationMetrics.of(SCORES[(asked.size() - 1) % SCORES.length], 100, 1.5, 60);
        });
    }

    private static TrainingResult run(Trainer trainer) throws IOException {
        try (trainer) {
            return trainer.run();
        }
    }

    private static TrainingRecipe recipe(int epochs) {
        return Runs.recipe(epochs, 1, 1);
    }

    private static TrainingRecipe with(TrainingRecipe r, double rate, Averaging averaging) {
        return Runs.with(r, AdamW.of(rate, 0.05), averaging, r.regularization());
    }

    @Test
    void a_finished_run_is_extended_and_says_so() throws IOException {
        run(Trainer.start(Runs.task(recipe(2), folder)));
        List<String> shorter = Files.readAllLines(folder.resolve("log.csv"));
        try (Trainer trainer = Trainer.resume(Runs.task(recipe(4), folder))) {
            assertThat(trainer.changes()).containsExactly("the run goes on with changed settings: epochs was 2, is 4");
            assertThat(trainer.run().position().epoch()).isEqualTo(4);
        }
        List<String> log = Files.readAllLines(folder.resolve("log.csv"));
        assertThat(log).hasSize(5);
        assertThat(log.subList(0, 3)).as("what was before the run was extended").isEqualTo(shorter);
        assertThat(SavedRun.read(folder).recipe().epochs()).isEqualTo(4);
        assertThatThrownBy(() -> Trainer.resume(Runs.task(recipe(3), folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("has trained 4 epochs already")
                .hasMessageContaining("at least 4");
    }

    /** The matrices of a fine-tuned network are those of its weights, not of the seed. */
    @Test
    void random_matrices_are_the_same_in_all_replicas_of_a_run_that_goes_on() throws IOException {
        int tokens = ColoredSquares.SIDE / 2 * (ColoredSquares.SIDE / 2);
        ModelDescription model = Runs.MODEL.withArchitecture(
                SmallModels.metaFormer(new TokenMixer.RandomMixing(tokens), List.of(8), List.of(2), 3));
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        run(Trainer.start(fineTuning(model, whole)));
        TrainerTest.run(Trainer.start(fineTuning(model, broken)), 4);
        run(Trainer.resume(fineTuning(model, broken)));
        assertThat(broken.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    private static TrainingTask<ClassTarget> fineTuning(ModelDescription model, Path output) {
        TrainingTask<ClassTarget> plain = Runs.task(Runs.recipe(2, 1, 2), output);
        return TrainingTask.ofClasses(
                model,
                plain.recipe(),
                Optional.of(new InitialWeights(99).draw(model.architecture())),
                plain.data(),
                plain.validation(),
                output,
                plain.settings());
    }

    @Test
    void a_run_cannot_be_resumed_for_less_than_it_has_trained() throws IOException {
        TrainerTest.run(Trainer.start(Runs.task(recipe(2), folder)), 10);
        assertThatThrownBy(() -> Trainer.resume(Runs.task(recipe(1), folder)))
                .hasMessageContaining(
                        "has trained 1 epochs and a part of the next already, more than the 1 that are asked for; ask for at"
                                + " least 2");
    }

    @Test
    void a_lower_learning_rate_and_another_averaging_take_effect() throws IOException {
        run(Trainer.start(Runs.task(recipe(1), folder)));
        List<Double> rates = new ArrayList<>();
        TrainingRecipe changed = with(recipe(2), 1e-5, new Averaging.None());
        try (Trainer trainer = Trainer.resume(Runs.task(changed, folder))) {
            assertThat(trainer.changes().get(0)).contains("optimizer.rate was 0.004, is 1.0E-5", "averaging.type was");
            trainer.listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            rates.add(report.rate());
                        }
                    })
                    .run();
        }
        assertThat(rates).hasSize(7).allMatch(rate -> rate <= 1e-5);
        TrainingRecipe averagedAgain = with(recipe(3), 1e-5, new Averaging.Exponential(0.9));
        assertThat(run(Trainer.resume(Runs.task(averagedAgain, folder))).finished())
                .isTrue();
    }

    @Test
    void the_batch_size_changes_between_epochs_only() throws IOException {
        TrainingTask<ClassTarget> task = Runs.task(recipe(3), folder);
        try (Trainer trainer = Trainer.start(task)) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            if (report.update() == 3) {
                                trainer.requestStop();
                            }
                        }
                    })
                    .run();
        }
        assertThatThrownBy(() -> Trainer.resume(Runs.task(recipe(3).fitted(4, 1), folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("lies within epoch 1")
                .hasMessageContaining("only between epochs");
        run(Trainer.resume(Runs.task(recipe(1), folder)));
        List<StepReport> steps = new ArrayList<>();
        try (Trainer trainer = Trainer.resume(Runs.task(recipe(2).fitted(4, 1), folder))) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void stepped(StepReport report) {
                            steps.add(report);
                        }
                    })
                    .run();
        }
        assertThat(steps).hasSize(15);
        // of the second of two epochs, whatever the updates before
        double first = recipe(2).rate(1, 15, 15, PlateauState.START);
        assertThat(steps.get(0).rate()).isEqualTo(first);
    }

    @Test
    void pictures_that_are_gone_stop_the_resumption_until_that_is_accepted() throws IOException {
        run(Trainer.start(Runs.task(recipe(1), folder)));
        TrainingTask<ClassTarget> fewer = task(recipe(2), folder, new ColoredSquares(58));
        assertThatThrownBy(() -> Trainer.resume(fewer))
                .isInstanceOf(ChangedDataException.class)
                .hasMessageContaining("60 pictures then, 58 now");
        try (Trainer trainer = Trainer.resume(fewer, new Resumption.Terms(ChangedData.ACCEPT, false))) {
            assertThat(trainer.changes()).anyMatch(change -> change.contains("60 pictures then, 58 now"));
            assertThat(trainer.run().finished()).isTrue();
        }
        try (Trainer trainer = Trainer.resume(fewer)) {
            assertThat(trainer.changes()).isEmpty();
        }
    }

    @Test
    void a_mended_picture_is_noted() throws IOException {
        run(Trainer.start(task(recipe(1), folder, sized(100))));
        try (Trainer trainer = Trainer.resume(task(recipe(1), folder, sized(101)))) {
            assertThat(trainer.changes()).singleElement().asString().contains("another size");
        }
        try (Trainer trainer = Trainer.resume(task(recipe(1), folder, sized(100)))) {
            assertThat(trainer.changes()).isEmpty();
        }
    }

    private static Dataset<ClassTarget> sized(long bytes) {
        return new ColoredSquares(60) {
            @Override
            public long storedBytes(int index) {
                return index == 7 ? bytes : 50;
            }
        };
    }

    /** Kills the run at each of the moments between the end of an epoch and the start of the next. */
    @Test
    void the_best_checkpoint_survives_a_death_between_an_epoch_and_its_report() throws IOException {
        Path whole = folder.resolve("whole");
        run(Trainer.start(task(recipe(3), whole)));
        asked.clear();
        Path killed = folder.resolve("killed");
        try (Trainer trainer = Trainer.start(task(recipe(3), killed))) {
            trainer.listen(new TrainingListener() {
                @Override
                public void saved(Path file) {
                    if (file.endsWith("checkpoint-14.pth")) {
                        throw new IllegalStateException("killed behind the checkpoint of the best epoch");
                    }
                }
            });
            assertThatThrownBy(trainer::run).hasMessageContaining("killed");
        }
        assertThat(SavedRun.read(killed).position().epoch()).isEqualTo(2);
        run(Trainer.resume(task(recipe(3), killed)));
        assertThat(asked).hasSize(3);
        for (String name : List.of("log.csv", CheckpointStore.BEST, ModelDescription.WEIGHTS_FILE_NAME, "last.json")) {
            assertThat(killed.resolve(name)).as(name).hasSameBinaryContentAs(whole.resolve(name));
        }
    }

    @Test
    void a_validation_that_fails_loses_no_epoch() throws IOException {
        TrainingTask<ClassTarget> fine = task(recipe(2), folder);
        TrainingTask<ClassTarget> failing = Runs.with(fine, fine.data(), network -> {
            throw new MetaFormerException("picture x.jpg is broken");
        });
        try (Trainer trainer = Trainer.start(failing)) {
            assertThatThrownBy(trainer::run).hasMessageContaining("x.jpg");
        }
        assertThat(SavedRun.read(folder).position().update()).isEqualTo(7);
        run(Trainer.resume(fine));
        assertThat(asked).hasSize(2);
        assertThat(Files.readAllLines(folder.resolve("log.csv")))
                .hasSize(3)
                .element(1)
                .asString()
                .startsWith("0,7,56,")
                .contains(",50.0000,");
    }

    @Test
    void a_validated_epoch_is_not_validated_again() throws IOException {
        run(Trainer.start(task(recipe(2), folder)));
        assertThat(asked).hasSize(2);
        run(Trainer.resume(task(recipe(2), folder)));
        assertThat(asked).hasSize(2);
        Files.delete(folder.resolve("last.json"));
        run(Trainer.resume(task(recipe(2), folder)));
        assertThat(asked).hasSize(3);
    }

    /** The last epoch is always validated, also one that no longer is the last. */
    @Test
    void the_last_validation_of_a_run_that_is_extended_still_counts() throws IOException {
        asked.add(0); // the best score comes first
        run(Trainer.start(everyThird(2)));
        run(Trainer.resume(everyThird(4)));
        assertThat(asked).hasSize(4);
        assertThat(Files.readAllLines(folder.resolve("log.csv")))
                .hasSize(5)
                .element(2)
                .asString()
                .startsWith("1,")
                .contains(",70.0000,");
        assertThat(KeptCheckpointsTest.best(folder).bestEpoch()).isEqualTo(1);
        assertThat(KeptCheckpointsTest.best(folder).bestValue()).isEqualTo(70);
    }

    private TrainingTask<ClassTarget> everyThird(int epochs) {
        TrainingTask<ClassTarget> task = task(recipe(epochs), folder);
        TrainingTask.Settings own = task.settings();
        return TrainingTask.ofClasses(
                task.model(),
                task.recipe(),
                task.weights(),
                task.data(),
                task.validation(),
                folder,
                new TrainingTask.Settings(own.network(), own.workers(), 3, own.keep(), own.brokenPictures()));
    }

    @Test
    void what_was_measured_stays_when_a_run_goes_on_without_a_validation() throws IOException {
        run(Trainer.start(task(recipe(2), folder)));
        List<String> log = Files.readAllLines(folder.resolve("log.csv"));
        assertThat(log.get(2)).contains(",70.0000,");
        run(Trainer.resume(Runs.task(recipe(2), folder)));
        assertThat(folder.resolve("log.csv")).hasContent(String.join("\n", log));
    }

    @Test
    void a_stop_during_the_validation_is_obeyed_and_the_validation_made_up_for() throws IOException {
        Trainer[] trainer = new Trainer[1];
        TrainingTask<ClassTarget> fine = task(recipe(2), folder);
        TrainingTask<ClassTarget> stopping = Runs.with(fine, fine.data(), network -> {
            trainer[0].requestStop();
            throw new IllegalStateException("given up");
        });
        trainer[0] = Trainer.start(stopping);
        assertThat(run(trainer[0]).finished()).isFalse();
        assertThat(LastCheckpoint.of(folder).orElseThrow().interrupted()).isTrue();
        run(Trainer.resume(fine));
        assertThat(asked).hasSize(2);
        assertThat(LastCheckpoint.of(folder).orElseThrow().interrupted()).isFalse();
    }

    @Test
    void a_lost_log_is_written_again() throws IOException {
        Path log = folder.resolve("log.csv");
        run(Trainer.start(task(recipe(2), folder)));
        String content = Files.readString(log);
        Files.delete(log);
        run(Trainer.resume(task(recipe(2), folder)));
        assertThat(log).hasContent(content.strip());
        Files.writeString(log, "mine");
        run(Trainer.resume(task(recipe(2), folder)));
        assertThat(log).hasContent(content.strip());
    }

    @Test
    void a_lost_best_checkpoint_makes_way_for_the_best_from_here_on() throws IOException {
        run(Trainer.start(task(recipe(2), folder)));
        run(Trainer.resume(task(recipe(3), folder)));
        Files.delete(folder.resolve(CheckpointStore.BEST));
        run(Trainer.resume(task(recipe(4), folder)));
        assertThat(folder.resolve(CheckpointStore.BEST)).exists();
    }

    @Test
    void the_advice_after_a_loss_that_is_not_finite_can_be_followed() throws IOException {
        run(Trainer.start(Runs.task(recipe(1), folder)));
        TrainingRecipe tooFast = with(recipe(3), 1e30, recipe(1).optimization().averaging());
        try (Trainer trainer = Trainer.resume(Runs.task(tooFast, folder))) {
            assertThatThrownBy(trainer::run)
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("lower the learning rate (1.0E30 at its peak), and resume from the last");
        }
        assertThat(run(Trainer.resume(Runs.task(
                                with(recipe(2), 1e-4, recipe(1).optimization().averaging()), folder)))
                        .finished())
                .isTrue();
    }
}
