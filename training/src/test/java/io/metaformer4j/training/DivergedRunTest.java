package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.engine.Network;
import io.metaformer4j.evaluation.NonFiniteLogitsException;
import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.training.checkpoint.LastCheckpoint;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.training.step.NonFiniteLossException;
import io.metaformer4j.training.step.NonFinitePolicy;
import io.metaformer4j.training.step.StepReport;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.weights.file.TorchWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks whose weights are numbers, but no use any more. An epoch has 7 updates. */
class DivergedRunTest {

    @TempDir
    private Path folder;

    /** The latest checkpoint alone is kept, and whether the network can answer is decided by the validation. */
    private TrainingTask<ClassTarget> task(TrainingRecipe recipe, int good, Safeguards safeguards) {
        TrainingTask<ClassTarget> plain = Runs.task(recipe, folder);
        int[] asked = {0};
        TrainingTask<ClassTarget> validated = Runs.with(plain, plain.data(), network -> {
            if (asked[0]++ >= good) {
                throw noAnswer(network);
            }
            return ClassificationMetrics.of(50, 100, 1, 60);
        });
        return TrainingTask.ofClasses(
                plain.model(),
                recipe,
                plain.weights(),
                plain.data(),
                validated.validation(),
                folder,
                new TrainingTask.Settings(plain.settings().network(), 1, 1, 1, FailurePolicy.FAIL)
                        .withSafeguards(safeguards));
    }

    static NonFiniteLogitsException noAnswer(Network network) {
        return new NonFiniteLogitsException(List.of("a", "b"), network);
    }

    private static void requireDiverged(Trainer started, String... parts) throws IOException {
        try (Trainer trainer = started) {
            assertThatThrownBy(trainer::run)
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageStartingWith("training stopped: ")
                    .satisfies(e -> assertThat(e.getMessage()).contains(parts));
        }
    }

    /** The one before is older than what is kept, and stays until the new one is known to be good. */
    @Test
    void a_run_whose_network_gives_no_answers_any_more_goes_on_from_the_checkpoint_before() throws IOException {
        TrainingRecipe recipe = Runs.recipe(2, 1, 1);
        requireDiverged(
                Trainer.start(task(recipe, 1, Safeguards.DEFAULT)),
                "the network gives no finite logits for picture 'a', 'b' after update 14 in epoch 2",
                "so its checkpoint is set aside as 'diverged-14.pth'; lower the learning rate (0.004 at its peak)",
                ", and resume from the last checkpoint");
        assertThat(KeptCheckpointsTest.checkpoints(folder))
                .containsExactly("best.pth", "checkpoint-7.pth", "diverged-14.pth");
        assertThat(LastCheckpoint.of(folder)).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("log.csv"))).hasSize(2);

        TrainingTask<ClassTarget> slower = task(withRate(recipe, 1e-4), 2, Safeguards.DEFAULT);
        assertThat(TrainerTest.run(Trainer.resume(slower), Long.MAX_VALUE).finished())
                .isTrue();
        assertThat(KeptCheckpointsTest.checkpoints(folder))
                .containsExactly("best.pth", "checkpoint-14.pth", "diverged-14.pth");
        assertThat(Files.readAllLines(folder.resolve("log.csv"))).hasSize(3);
    }

    @Test
    void the_run_goes_on_within_the_epoch_if_there_is_a_checkpoint() throws IOException {
        Safeguards safeguards = new Safeguards(3, NonFinitePolicy.STOP);
        requireDiverged(Trainer.start(task(Runs.recipe(1, 1, 1), 0, safeguards)), "in epoch 1", "diverged-7.pth");
        assertThat(KeptCheckpointsTest.checkpoints(folder)).containsExactly("diverged-7.pth", "recovery-6.pth");
        assertThat(TrainerTest.run(Trainer.resume(task(Runs.recipe(1, 1, 1), 1, safeguards)), Long.MAX_VALUE)
                        .finished())
                .isTrue();
    }

    @Test
    void a_run_without_an_earlier_checkpoint_can_be_begun_anew_in_its_folder() throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        for (int attempt = 0; attempt < 2; attempt++) {
            requireDiverged(
                    Trainer.start(task(recipe, 0, Safeguards.DEFAULT)),
                    "after update 7 in epoch 1",
                    "lower the learning rate",
                    ", and start again");
            assertThat(SavedRun.find(folder)).isEmpty();
            assertThat(KeptCheckpointsTest.checkpoints(folder)).containsExactly("diverged-7.pth");
        }
    }

    /** As with the folder of a run that was ended, or began to be measured only later. */
    @Test
    void a_checkpoint_that_was_not_measured_before_is_set_aside_when_the_run_is_resumed() throws IOException {
        TrainingRecipe recipe = Runs.recipe(2, 1, 1);
        assertThat(TrainerTest.run(Trainer.start(task(recipe, 1, Safeguards.DEFAULT)), 14)
                        .finished())
                .isFalse();
        assertThat(KeptCheckpointsTest.checkpoints(folder))
                .containsExactly("best.pth", "checkpoint-14.pth", "checkpoint-7.pth");
        requireDiverged(
                Trainer.resume(task(recipe, 0, Safeguards.DEFAULT)), "in epoch 2", ", and resume from the last");
        assertThat(SavedRun.read(folder).position().update()).isEqualTo(7);
    }

    /** A stop that is asked for meanwhile changes nothing about it. */
    @Test
    void a_stop_during_the_validation_does_not_hide_that_the_network_diverged() throws IOException {
        TrainingTask<ClassTarget> plain = Runs.task(Runs.recipe(1, 1, 1), folder);
        Trainer[] running = new Trainer[1];
        TrainingTask<ClassTarget> stopped = Runs.with(plain, plain.data(), network -> {
            running[0].requestStop();
            throw noAnswer(network);
        });
        running[0] = Trainer.start(stopped);
        requireDiverged(running[0], "diverged-7.pth");
    }

    /** Of weights around 1e30 a product is infinite, and a difference of two no number. */
    @ParameterizedTest
    @EnumSource(NonFinitePolicy.class)
    void no_checkpoint_is_written_of_weights_that_are_too_large_for_an_answer(NonFinitePolicy policy)
            throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        TrainerTest.run(Trainer.start(task(recipe, 9, Safeguards.DEFAULT)), Long.MAX_VALUE);
        TrainingRecipe longer = withRate(Runs.recipe(2, 1, 1), 4e-3);
        requireDiverged(
                Trainer.resume(task(withRate(longer, 1e30), 9, new Safeguards(1, policy))),
                "the network gives no finite answer to a training picture after update 8 in epoch 2, so no checkpoint"
                        + " was written; lower the learning rate (1.0E30 at its peak), clip gradients, and resume from"
                        + " the last checkpoint");
        assertThat(KeptCheckpointsTest.checkpoints(folder)).containsExactly("best.pth", "checkpoint-7.pth");
        assertThat(TrainerTest.run(Trainer.resume(task(longer, 9, Safeguards.DEFAULT)), Long.MAX_VALUE)
                        .finished())
                .isTrue();
    }

    /** Earlier releases wrote them, and a picture that the network can answer to is no proof. */
    @ParameterizedTest
    @EnumSource(NonFinitePolicy.class)
    void a_checkpoint_from_which_no_loss_is_finite_is_set_aside_for_the_one_before(NonFinitePolicy policy)
            throws IOException {
        Safeguards safeguards = new Safeguards(0, policy);
        TrainingTask<ClassTarget> task = task(Runs.recipe(3, 1, 1), 9, safeguards);
        TrainerTest.run(Trainer.start(task), 8);
        Path good = folder.resolve("checkpoint-8.pth");
        Map<String, Object> content = new LinkedHashMap<>(content(good));
        Map<String, WeightTensor> weights = new LinkedHashMap<>(
                Checkpoints.open(good).stateDictAt("state_dict").tensors());
        weights.replaceAll((name, tensor) -> huge(tensor));
        content.put("state_dict", weights);
        Map<Object, Object> own = new LinkedHashMap<>((Map<?, ?>) content.get("metaformer4j"));
        Map<Object, Object> progress = new LinkedHashMap<>((Map<?, ?>) own.get("progress"));
        progress.put("update", 10L);
        progress.put("batch", 3L);
        own.put("progress", progress);
        content.put("metaformer4j", own);
        TorchWriter.write(folder.resolve("recovery-10.pth"), content);

        requireDiverged(
                Trainer.resume(task),
                "the network gives no finite answer to a training picture after update 10 in epoch 2, so its checkpoint"
                        + " is set aside as 'diverged-10.pth'",
                ", and resume from the last checkpoint");
        assertThat(TrainerTest.run(Trainer.resume(task), Long.MAX_VALUE).finished())
                .isTrue();
    }

    private static Map<String, Object> content(Path checkpoint) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        Map<?, ?> read = (Map<?, ?>) Checkpoints.open(checkpoint).content();
        read.forEach((name, value) -> content.put(String.valueOf(name), value));
        return content;
    }

    private static WeightTensor huge(WeightTensor tensor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1e30f;
        }
        return WeightTensor.ofFloats(values, tensor.shape());
    }

    @Test
    void a_run_that_is_asked_to_stop_saves_no_network_that_diverged() throws IOException {
        TrainingTask<ClassTarget> task = task(withRate(Runs.recipe(1, 1, 1), 1e30), 9, Safeguards.DEFAULT);
        try (Trainer trainer = Trainer.start(task)) {
            assertThatThrownBy(() -> TrainerTest.run(trainer, 1))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("after update 1 in epoch 1, so no checkpoint was written")
                    .hasMessageEndingWith(", and start again");
        }
        assertThat(SavedRun.find(folder)).isEmpty();
    }

    @Test
    void no_checkpoint_is_written_if_the_averaged_weights_alone_are_no_numbers() throws IOException {
        Trainer trainer = Trainer.start(task(Runs.recipe(1, 1, 1), 9, Safeguards.DEFAULT));
        trainer.listen(new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
                if (report.update() == 5) {
                    try (NoGradGuard noGrad = new NoGradGuard()) {
                        trainer.network().state().get("head.fc.bias").fill_(new Scalar(Double.NaN));
                    }
                }
            }
        });
        requireDiverged(trainer, "averaged head.fc.bias has values that are no numbers after update 7 in epoch 1");
        assertThat(SavedRun.find(folder)).isEmpty();
    }

    private static TrainingRecipe withRate(TrainingRecipe recipe, double rate) {
        return recipe.withOptimization(recipe.optimization()
                .withOptimizer(AdamW.of(rate, 0.05))
                .withSchedule(Schedule.cosine(Warmup.NONE, 1e-6))
                .withClipping(new Clipping.None()));
    }
}
