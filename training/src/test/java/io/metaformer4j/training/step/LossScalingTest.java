package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.natives.TensorScope;
import io.metaformer4j.torch.natives.Tensors;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.SpoiledObjective;
import io.metaformer4j.training.checkpoint.ChangedData;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.DataFingerprint;
import io.metaformer4j.training.checkpoint.Resumption;
import io.metaformer4j.training.checkpoint.SavedLog;
import io.metaformer4j.training.checkpoint.TrainingState;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.data.Dataset;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates from scaled losses, in single precision, where a power of two changes no bit. */
class LossScalingTest {

    private static final TrainingRecipe RECIPE = Runs.recipe(1, 1, 1);
    private static final int UPDATES = 7; // 60 pictures in batches of 8
    private static final long TO_THE_END = Long.MAX_VALUE;

    private static NetworkTrainer trainer(Optional<LossScaler> scaler) {
        return new NetworkTrainer(
                Runs.MODEL,
                RECIPE,
                () -> TrainableFactory.BACKBONE.create(
                        Runs.MODEL.architecture(), NetworkOptions.DEFAULT, Optional.empty(), RECIPE.seed()),
                Collective.alone(),
                scaler);
    }

    private static RunPosition train(
            NetworkTrainer trainer,
            RunPosition from,
            Objective<ClassTarget> objective,
            long stopAt,
            Consumer<StepReport> steps) {
        Dataset<ClassTarget> data = Runs.task(RECIPE, Path.of("run")).data();
        LoaderOptions loading = LoaderOptions.training(RECIPE.batching().size(), 0, RECIPE.seed());
        BatchPreparation<ClassTarget> preparation =
                new BatchPreparation<>(Runs.MODEL, RECIPE, objective, data, loading, Partition.whole());
        long[] update = {from.update()};
        EpochTrainer<ClassTarget> epochs =
                new EpochTrainer<>(RECIPE, preparation, trainer, Collective.alone(), report -> {
                    update[0] = report.update();
                    steps.accept(report);
                });
        return epochs.train(from, false, () -> update[0] >= stopAt).position();
    }

    private static void assertSame(Map<String, WeightTensor> actual, Map<String, WeightTensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (name, tensor) -> assertThat(actual.get(name).bytes()).as(name).isEqualTo(tensor.bytes()));
    }

    private static void assertSame(NetworkTrainer actual, NetworkTrainer expected) {
        assertSame(actual.network().snapshot(), expected.network().snapshot());
        assertSame(actual.result().snapshot(), expected.result().snapshot());
    }

    @Test
    void weights_and_losses_are_the_same_bit_for_bit() {
        List<StepReport> steps = new ArrayList<>();
        List<StepReport> scaledSteps = new ArrayList<>();
        try (NetworkTrainer plain = trainer(Optional.empty());
                NetworkTrainer scaled = trainer(Optional.of(new LossScaler()))) {
            RunPosition end = train(plain, RunPosition.START, RECIPE.objective(), TO_THE_END, steps::add);
            assertThat(train(scaled, RunPosition.START, RECIPE.objective(), TO_THE_END, scaledSteps::add))
                    .isEqualTo(end);
            assertThat(scaledSteps).hasSize(UPDATES).isEqualTo(steps);
            assertSame(scaled, plain);
            assertThat(scaled.scaler().orElseThrow().scale()).isEqualTo(65536);
        }
    }

    @Test
    void an_update_whose_gradients_overflow_is_left_out_and_counted() {
        List<StepReport> steps = new ArrayList<>();
        List<Map<String, WeightTensor>> weights = new ArrayList<>();
        List<Map<String, WeightTensor>> averages = new ArrayList<>();
        try (NetworkTrainer trainer = trainer(Optional.of(new LossScaler()))) {
            RunPosition end = train(
                    trainer,
                    RunPosition.START,
                    new SpoiledObjective(Set.of(3), SpoiledObjective.OVERFLOW),
                    TO_THE_END,
                    report -> {
                        steps.add(report);
                        weights.add(trainer.network().snapshot());
                        averages.add(trainer.result().snapshot());
                    });
            assertThat(end.update()).isEqualTo(UPDATES);
            assertThat(steps).extracting(StepReport::update).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
            assertThat(steps)
                    .extracting(report -> Double.isFinite(report.gradientNorm()))
                    .containsExactly(true, true, false, true, true, true, true);
            assertThat(steps).allMatch(report -> Double.isFinite(report.loss()));
            assertSame(weights.get(2), weights.get(1));
            assertSame(averages.get(2), averages.get(1));
            assertThat(weights.get(3).get("head.fc.weight").bytes())
                    .isNotEqualTo(weights.get(2).get("head.fc.weight").bytes());
            assertThat(trainer.scaler().orElseThrow().scale()).isEqualTo(32768);
            try (TensorScope scope = TensorScope.open()) {
                Tensor made = trainer.optimizer().state().get(0).get("step");
                assertThat(Tensors.toFloats(made)).containsExactly(6f); // one less than there were
            }
        }
    }

    @Test
    void a_run_whose_gradients_overflow_without_a_scale_ends() {
        try (NetworkTrainer trainer = trainer(Optional.of(new LossScaler(2)))) {
            Objective<ClassTarget> objective = new SpoiledObjective(Set.of(1, 2, 3), SpoiledObjective.OVERFLOW);
            assertThatThrownBy(() -> train(trainer, RunPosition.START, objective, TO_THE_END, report -> {}))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("epoch 1, batch 2 (update 2")
                    .hasMessageContaining("lower the learning rate");
            assertThat(trainer.scaler().orElseThrow().scale()).isEqualTo(1);
        }
    }

    @Test
    void no_scale_mends_a_loss_that_is_not_finite() {
        try (NetworkTrainer trainer = trainer(Optional.of(new LossScaler()))) {
            Objective<ClassTarget> objective =
                    new SpoiledObjective(Set.of(2), loss -> loss.mul(new Scalar(Double.POSITIVE_INFINITY)));
            assertThatThrownBy(() -> train(trainer, RunPosition.START, objective, TO_THE_END, report -> {}))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("loss Infinity")
                    .hasMessageContaining("(update 2");
            assertThat(trainer.scaler().orElseThrow().scale()).isEqualTo(65536);
        }
    }

    @Test
    void a_resumed_run_has_the_scale_and_the_weights_of_one_that_was_not_stopped(@TempDir Path folder)
            throws IOException {
        try (NetworkTrainer whole = trainer(Optional.of(new LossScaler()));
                NetworkTrainer stopped = trainer(Optional.of(new LossScaler()));
                NetworkTrainer resumed = trainer(Optional.of(new LossScaler()))) {
            train(
                    whole,
                    RunPosition.START,
                    new SpoiledObjective(Set.of(2), SpoiledObjective.OVERFLOW),
                    TO_THE_END,
                    report -> {});
            RunPosition at = train(
                    stopped,
                    RunPosition.START,
                    new SpoiledObjective(Set.of(2), SpoiledObjective.OVERFLOW),
                    4,
                    report -> {});
            restore(save(stopped, at, folder), resumed);
            assertThat(resumed.scaler().orElseThrow().toData())
                    .isEqualTo(stopped.scaler().orElseThrow().toData())
                    .containsEntry("scale", 32768.0)
                    .containsEntry("_growth_tracker", 2L);
            train(resumed, at, RECIPE.objective(), TO_THE_END, report -> {});
            assertSame(resumed, whole);
            assertThat(resumed.scaler().orElseThrow().toData())
                    .isEqualTo(whole.scaler().orElseThrow().toData());
        }
    }

    @Test
    void a_fresh_optimizer_has_a_fresh_scale_too(@TempDir Path folder) throws IOException {
        try (NetworkTrainer stopped = trainer(Optional.of(new LossScaler()));
                NetworkTrainer resumed = trainer(Optional.of(new LossScaler()))) {
            SpoiledObjective overflowing = new SpoiledObjective(Set.of(2), SpoiledObjective.OVERFLOW);
            RunPosition at = train(stopped, RunPosition.START, overflowing, 4, report -> {});
            new Resumption(save(stopped, at, folder).latest().orElseThrow())
                    .restore(resumed, new Resumption.Terms(ChangedData.REFUSE, true));
            assertSame(resumed, stopped);
            assertThat(stopped.scaler().orElseThrow().scale()).isEqualTo(32768);
            assertThat(resumed.scaler().orElseThrow().toData())
                    .containsEntry("scale", 65536.0)
                    .containsEntry("_growth_tracker", 0L);
        }
    }

    @Test
    void a_checkpoint_without_a_scale_is_resumed_with_the_first_one(@TempDir Path folder) throws IOException {
        try (NetworkTrainer plain = trainer(Optional.empty());
                NetworkTrainer scaled = trainer(Optional.of(new LossScaler()))) {
            RunPosition at = train(plain, RunPosition.START, RECIPE.objective(), 2, report -> {});
            restore(save(plain, at, folder), scaled);
            assertSame(scaled, plain);
            assertThat(scaled.scaler().orElseThrow().scale()).isEqualTo(65536);
        }
    }

    private static CheckpointStore save(NetworkTrainer trainer, RunPosition at, Path folder) throws IOException {
        TrainingState state = new TrainingState(
                Runs.MODEL,
                RECIPE,
                at,
                new DataFingerprint(60, "abc", Optional.empty(), Optional.empty()),
                false,
                SavedLog.of(""));
        CheckpointStore store = new CheckpointStore(folder, 1);
        store.save(state.content(trainer), at, false);
        return store;
    }

    private static void restore(CheckpointStore store, NetworkTrainer trainer) throws IOException {
        new Resumption(store.latest().orElseThrow()).restore(trainer, Resumption.Terms.EXACT);
    }
}
