package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.SpoiledObjective;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Updates whose loss or gradient is NaN or infinite, in a run that leaves them out. An epoch has 7 batches of 8 pictures. */
class NonFiniteUpdatesTest {

    private static final EpochControl SKIPPING = new EpochControl() {
        @Override
        public boolean stopsAt(RunPosition position) {
            return false;
        }

        @Override
        public boolean isResumable() {
            return false;
        }

        @Override
        public NonFinitePolicy nonFinite() {
            return NonFinitePolicy.SKIP;
        }
    };

    private final List<StepReport> steps = new ArrayList<>();

    private static NetworkTrainer trainer(TrainingRecipe recipe) {
        return trainer(Runs.MODEL, recipe);
    }

    private static NetworkTrainer trainer(ModelDescription model, TrainingRecipe recipe) {
        return new NetworkTrainer(
                model,
                recipe,
                () -> TrainableFactory.BACKBONE.create(
                        model.architecture(), NetworkOptions.DEFAULT, Optional.empty(), recipe.seed()),
                Collective.alone(),
                Optional.empty());
    }

    private EpochTrainer<ClassTarget> epochs(
            TrainingRecipe recipe, NetworkTrainer trainer, Objective<ClassTarget> objective) {
        BatchPreparation<ClassTarget> preparation = new BatchPreparation<>(
                Runs.MODEL,
                recipe,
                objective,
                Runs.task(recipe, Path.of("run")).data(),
                LoaderOptions.training(recipe.batching().size(), 0, recipe.seed()),
                Partition.whole());
        return new EpochTrainer<>(recipe, preparation, trainer, Collective.alone(), steps::add);
    }

    private static Set<Integer> batches(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().collect(Collectors.toSet());
    }

    private static void assertSame(NetworkTrainer actual, NetworkTrainer expected) {
        assertSame(actual.network().snapshot(), expected.network().snapshot());
        assertSame(actual.result().snapshot(), expected.result().snapshot());
    }

    private static void assertSame(Map<String, WeightTensor> actual, Map<String, WeightTensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (name, tensor) -> assertThat(actual.get(name).bytes()).as(name).isEqualTo(tensor.bytes()));
    }

    /** Of accumulated batches the second is spoiled, when there are gradients of the first already. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_run_ends_as_if_its_optimizer_had_never_seen_the_batches_without_a_loss(int accumulation) throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, accumulation, 1);
        try (NetworkTrainer left = trainer(recipe);
                NetworkTrainer never = trainer(recipe)) {
            Objective<ClassTarget> spoiled = new SpoiledObjective(Set.of(4), SpoiledObjective.NOT_A_NUMBER);
            RunPosition end = epochs(recipe, left, spoiled)
                    .train(RunPosition.START, SKIPPING)
                    .position();
            assertThat(steps)
                    .extracting(report -> Double.isFinite(report.loss()))
                    .hasSize(recipe.batching().updates(7))
                    .containsOnlyOnce(false);

            long before = 3 / accumulation; // updates until then
            EpochTrainer<ClassTarget> plain = epochs(recipe, never, recipe.objective());
            steps.clear();
            RunPosition at = plain.train(RunPosition.START, false, () -> steps.size() == before)
                    .position();
            RunPosition past = at.afterLostUpdate(accumulation, 8L * accumulation);
            assertThat(plain.train(past, SKIPPING).position()).isEqualTo(end);
            assertThat(end.lossCount()).isEqualTo(end.samples() - 8L * accumulation);
            assertSame(left, never);
        }
    }

    /** A forward pass changes them before its loss is known; each replica has its own. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 2"})
    void running_statistics_are_as_if_they_had_never_seen_what_was_left_out(int accumulation, int replicas)
            throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, accumulation, replicas);
        try (NetworkTrainer left = trainer(Runs.WITH_STATISTICS, recipe);
                NetworkTrainer never = trainer(Runs.WITH_STATISTICS, recipe)) {
            epochs(recipe, left, SpoiledObjective.ofPictures(Set.of(4), SpoiledObjective.NOT_A_NUMBER))
                    .train(RunPosition.START, SKIPPING);
            long before = 3 / accumulation;
            EpochTrainer<ClassTarget> plain = epochs(recipe, never, recipe.objective());
            steps.clear();
            RunPosition at = plain.train(RunPosition.START, false, () -> steps.size() == before)
                    .position();
            plain.train(at.afterLostUpdate(accumulation, 8L * accumulation), SKIPPING);
            assertThat(left.network().state().keySet()).anyMatch(name -> name.endsWith(".running_var"));
            assertSame(left, never);
        }
    }

    @Test
    void an_epoch_whose_updates_were_all_lost_before_it_is_gone_on_with_has_advice() {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        try (NetworkTrainer trainer = trainer(recipe)) {
            EpochTrainer<ClassTarget> epochs = epochs(recipe, trainer, recipe.objective());
            RunPosition end = RunPosition.START.afterLostUpdate(7, 56);
            assertThatThrownBy(() -> epochs.train(end, SKIPPING))
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageStartingWith("no update of epoch 1 was good; lower the learning rate");
        }
    }

    @Test
    void an_update_whose_gradient_is_infinite_is_left_out_too() throws IOException {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        try (NetworkTrainer left = trainer(recipe);
                NetworkTrainer never = trainer(recipe)) {
            epochs(recipe, left, new SpoiledObjective(Set.of(3), SpoiledObjective.OVERFLOW))
                    .train(RunPosition.START, SKIPPING);
            assertThat(steps)
                    .extracting(report -> Double.isFinite(report.gradientNorm()))
                    .containsExactly(true, true, false, true, true, true, true);
            EpochTrainer<ClassTarget> plain = epochs(recipe, never, recipe.objective());
            steps.clear();
            RunPosition at = plain.train(RunPosition.START, false, () -> steps.size() == 2)
                    .position();
            plain.train(at.afterLostUpdate(1, 8), SKIPPING);
            assertSame(left, never);
        }
    }

    /** Six in the first epoch, four in the second; the batches count on. */
    @Test
    void a_run_ends_where_too_many_updates_in_a_row_are_lost() throws IOException {
        TrainingRecipe recipe = Runs.recipe(2, 1, 1);
        UnaryOperator<Tensor> change = SpoiledObjective.NOT_A_NUMBER;
        try (NetworkTrainer trainer = trainer(recipe)) {
            EpochTrainer<ClassTarget> epochs = epochs(recipe, trainer, new SpoiledObjective(batches(2, 14), change));
            RunPosition second =
                    epochs.train(RunPosition.START, SKIPPING).position().nextEpoch();
            assertThatThrownBy(() -> epochs.train(second, SKIPPING))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("loss NaN")
                    .hasMessageContaining("epoch 2, batch 5 (update 12");
            assertThat(steps).hasSize(11);
        }
    }

    @Test
    void a_run_ends_after_an_epoch_of_which_nothing_was_learnt() {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1);
        try (NetworkTrainer trainer = trainer(recipe)) {
            EpochTrainer<ClassTarget> epochs =
                    epochs(recipe, trainer, new SpoiledObjective(batches(1, 7), SpoiledObjective.NOT_A_NUMBER));
            assertThatThrownBy(() -> epochs.train(RunPosition.START, SKIPPING))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("(update 7");
        }
    }
}
