package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.checkpoint.LastCheckpoint;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.NonFinitePolicy;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run loses by accidents. An epoch has 7 batches. */
class SafeguardsTest {

    @TempDir
    private Path folder;

    private static TrainingTask<ClassTarget> task(TrainingRecipe recipe, Path output, Safeguards safeguards, int keep) {
        TrainingTask<ClassTarget> plain = Runs.task(recipe, output);
        TrainingTask.Settings own = plain.settings();
        return TrainingTask.ofClasses(
                plain.model(),
                recipe,
                plain.weights(),
                plain.data(),
                plain.validation(),
                output,
                new TrainingTask.Settings(own.network(), own.workers(), own.validateEvery(), keep, own.brokenPictures())
                        .withSafeguards(safeguards));
    }

    private static Safeguards every(int updates) {
        return new Safeguards(updates, NonFinitePolicy.STOP);
    }

    /** Ends a run after an update, without a word to it. */
    private static void kill(Trainer started, long update) throws IOException {
        try (Trainer trainer = started) {
            trainer.listen(new TrainingListener() {
                @Override
                public void stepped(StepReport report) {
                    if (report.update() == update) {
                        throw new IllegalStateException("killed");
                    }
                }
            });
            assertThatThrownBy(trainer::run).hasMessage("killed");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 13, 11", "2, 7, 6"})
    void a_killed_run_goes_on_bit_for_bit_from_within_its_epoch(int accumulation, long death, long saved)
            throws IOException {
        TrainingRecipe recipe = Runs.recipe(2, accumulation, 1);
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        TrainerTest.run(Trainer.start(Runs.task(recipe, whole)), Long.MAX_VALUE);
        kill(Trainer.start(task(recipe, killed, every(2), 2)), death);
        LastCheckpoint last = LastCheckpoint.of(killed).orElseThrow();
        assertThat(last.file()).isEqualTo("recovery-" + saved + ".pth");
        assertThat(last.interrupted()).isFalse();
        TrainerTest.run(Trainer.resume(Runs.task(recipe, killed)), Long.MAX_VALUE);
        for (String file : List.of("log.csv", "summary.csv", ModelDescription.WEIGHTS_FILE_NAME)) {
            assertThat(killed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(killed));
        assertThat(KeptCheckpointsTest.checkpoints(killed)).isEqualTo(KeptCheckpointsTest.checkpoints(whole));
    }

    /** Every second batch has no picture, so that the updates end behind the batches 1, 3, 5 and 7. */
    @Test
    void batches_that_are_left_out_whole_do_not_put_off_the_checkpoints_within_an_epoch() throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        int[] order = SampleOrder.shuffled(recipe.seed(), Partition.whole()).indices(60, 0);
        Set<Integer> broken = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            broken.addAll(List.of(order[8 + i], order[24 + i], order[40 + i]));
        }
        TrainingTask<ClassTarget> plain = Runs.task(recipe, folder);
        TrainingTask<ClassTarget> task = TrainingTask.ofClasses(
                plain.model(),
                recipe,
                plain.weights(),
                new ColoredSquares(60, broken),
                plain.validation(),
                folder,
                new TrainingTask.Settings(plain.settings().network(), 1, 1, 2, FailurePolicy.SKIP_AND_COUNT)
                        .withSafeguards(every(2)));
        kill(Trainer.start(task), 4);
        assertThat(LastCheckpoint.of(folder).orElseThrow().file()).isEqualTo("recovery-3.pth");
    }

    @Test
    void a_checkpoint_within_an_epoch_takes_no_place_of_another_and_goes_with_its_epoch() throws IOException {
        List<List<String>> kept = new ArrayList<>();
        try (Trainer trainer = Trainer.start(task(Runs.recipe(2, 1, 1), folder, every(3), 1))) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void saved(Path file) {
                            try {
                                kept.add(KeptCheckpointsTest.checkpoints(folder));
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                    })
                    .run();
        }
        assertThat(kept)
                .containsExactly(
                        List.of("recovery-3.pth"),
                        List.of("recovery-6.pth"),
                        List.of("checkpoint-7.pth"),
                        List.of("checkpoint-7.pth", "recovery-10.pth"),
                        List.of("checkpoint-7.pth", "recovery-13.pth"),
                        List.of("checkpoint-14.pth"));
    }

    @Test
    void the_checkpoint_of_the_epoch_before_counts_if_that_within_the_epoch_is_damaged() throws IOException {
        kill(Trainer.start(task(Runs.recipe(2, 1, 1), folder, every(2), 1)), 13);
        Path file = folder.resolve("recovery-11.pth");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(file, bytes);
        assertThat(new CheckpointStore(folder, 1)
                        .latest()
                        .orElseThrow()
                        .state()
                        .position()
                        .update())
                .isEqualTo(7);
    }

    @Test
    void a_folder_with_a_checkpoint_within_the_first_epoch_is_that_of_a_run() throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        kill(Trainer.start(task(recipe, folder, every(2), 1)), 3);
        TrainingTask<ClassTarget> another = Runs.task(recipe, folder);
        assertThatThrownBy(() -> Trainer.start(another))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("holds checkpoints of a run; resume it");
    }

    @Test
    void a_loss_that_is_no_number_ends_a_run_and_harms_nothing_that_was_saved() throws IOException {
        TrainingRecipe recipe = Runs.recipe(2, 1, 1);
        TrainingTask<ClassTarget> plain = task(recipe, folder, every(2), 1);
        TrainingTask<ClassTarget> spoiled = Runs.with(
                        plain, plain.data(), network -> ClassificationMetrics.of(50, 100, 1, 60))
                .withObjective(new SpoiledObjective(Set.of(10), SpoiledObjective.NOT_A_NUMBER));
        List<byte[]> best = new ArrayList<>();
        try (Trainer trainer = Trainer.start(spoiled)) {
            trainer.listen(new TrainingListener() {
                @Override
                public void epochEnded(EpochReport report) {
                    try {
                        best.add(Files.readAllBytes(folder.resolve(CheckpointStore.BEST)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            assertThatThrownBy(trainer::run)
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("epoch 2, batch 3 (update 10, seed ")
                    .hasMessageContaining("square-");
        }
        assertThat(folder.resolve(CheckpointStore.BEST)).hasBinaryContent(best.get(0));
        assertThat(LastCheckpoint.of(folder).orElseThrow().file()).isEqualTo("recovery-9.pth");
        for (String file : KeptCheckpointsTest.checkpoints(folder)) {
            Checkpoints.open(folder.resolve(file))
                    .stateDictAt("state_dict")
                    .tensors()
                    .values()
                    .forEach(tensor -> {
                        for (float value : tensor.toFloats()) {
                            assertThat(value).as(file).isFinite();
                        }
                    });
        }
    }

    @Test
    void a_run_that_leaves_losses_out_that_are_no_numbers_comes_to_its_end() throws IOException {
        TrainingTask<ClassTarget> task = task(Runs.recipe(1, 1, 1), folder, new Safeguards(0, NonFinitePolicy.SKIP), 1)
                .withObjective(new SpoiledObjective(Set.of(2, 5), SpoiledObjective.NOT_A_NUMBER));
        TrainingResult result = TrainerTest.run(Trainer.start(task), Long.MAX_VALUE);
        assertThat(result.finished()).isTrue();
        assertThat(result.position().update()).isEqualTo(7);
        assertThat(Files.readAllLines(folder.resolve("log.csv")).get(1)).doesNotContain("NaN");
    }

    /** Batch normalisation learns its running statistics in the forward pass, before there is a loss. */
    @Test
    void pictures_that_are_no_numbers_leave_nothing_in_running_statistics() throws IOException {
        TrainingTask<ClassTarget> plain =
                task(Runs.recipe(1, 1, 1), folder, new Safeguards(0, NonFinitePolicy.SKIP), 1);
        TrainingTask<ClassTarget> task = TrainerTest.with(plain, Runs.WITH_STATISTICS, plain.data())
                .withObjective(SpoiledObjective.ofPictures(Set.of(2, 5), SpoiledObjective.NOT_A_NUMBER));
        TrainingResult result = TrainerTest.run(Trainer.start(task), Long.MAX_VALUE);
        assertThat(result.finished()).isTrue();
        assertThat(result.position().update()).isEqualTo(7);
    }

    @Test
    void checkpoints_in_less_than_no_time_are_refused() {
        assertThatThrownBy(() -> new Safeguards(-1, NonFinitePolicy.STOP))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("-1 updates");
        assertThat(Runs.task(Runs.recipe(1, 1, 1), folder).settings().safeguards())
                .isEqualTo(Safeguards.DEFAULT);
    }
}
