package io.metaformer4j.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.ColoredSquares;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.SpoiledObjective;
import io.metaformer4j.training.network.TrainableFactory;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.LoaderOptions.FailurePolicy;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An epoch that two processes train together, each of them a thread here, with batch normalisation over whole batches. It has
 * 6 batches of 4 pictures, of which the first process has the first and the last one.
 */
@Timeout(60)
class SynchronizedEpochTest {

    private static final int PICTURES = 24;
    private static final int BATCH = 4;

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

    /** Weights are about 1 or less. Roundings of 6e-8 grow by divisions by deviations, and over the updates. */
    private static final double ROUNDINGS = 2e-5;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static TrainingRecipe recipe() {
        TrainingRecipe recipe = Runs.with(
                Runs.recipe(1, 1, 1),
                new Sgd(0.05, 1e-4, 0.9, true),
                new Averaging.None(),
                Architecture.Regularization.NONE);
        Schedule constant = new Schedule(Warmup.NONE, new Decay.Constant(), 0, true);
        return recipe.withOptimization(recipe.optimization().withSchedule(constant))
                .withBatching(Batching.of(BATCH).withSynchronizedStatistics(true));
    }

    /** Trains as one of some processes; returns the state of its network. */
    private static Map<String, WeightTensor> train(
            TrainingRecipe recipe, Collective processes, Set<Integer> broken, Objective<ClassTarget> objective)
            throws IOException {
        try (NetworkTrainer trainer = new NetworkTrainer(
                Runs.WITH_STATISTICS,
                recipe,
                NetworkOptions.DEFAULT,
                Optional.empty(),
                processes,
                TrainableFactory.BACKBONE)) {
            BatchPreparation<ClassTarget> preparation = new BatchPreparation<>(
                    Runs.WITH_STATISTICS,
                    recipe,
                    objective,
                    new ColoredSquares(PICTURES, broken),
                    LoaderOptions.training(BATCH, 0, recipe.seed()).withFailures(FailurePolicy.SKIP_AND_COUNT),
                    new Partition(processes.rank(), processes.size()));
            new EpochTrainer<>(recipe, preparation, trainer, processes, step -> {}).train(RunPosition.START, SKIPPING);
            processes.sum(0); // now the weights, which members in one process share, are those of the last update
            return trainer.network().snapshot();
        }
    }

    /** The states of the networks of two processes; each has an objective of its own. */
    private List<Map<String, WeightTensor>> together(
            TrainingRecipe recipe, Set<Integer> broken, IntFunction<Objective<ClassTarget>> objectives)
            throws Exception {
        List<LocalCollective> members = LocalCollective.of(2);
        List<Future<Map<String, WeightTensor>>> results = new ArrayList<>();
        for (LocalCollective member : members) {
            results.add(threads.submit(() -> train(recipe, member, broken, objectives.apply(member.rank()))));
        }
        List<Map<String, WeightTensor>> states = new ArrayList<>();
        for (Future<Map<String, WeightTensor>> result : results) {
            states.add(result.get());
        }
        members.forEach(LocalCollective::close);
        return states;
    }

    private static Map<String, WeightTensor> alone(
            TrainingRecipe recipe, Set<Integer> broken, Objective<ClassTarget> objective) throws IOException {
        try (Collective one = Collective.alone()) {
            return train(recipe, one, broken, objective);
        }
    }

    private static boolean isStatistic(String name) {
        return name.contains("running_") || name.endsWith("num_batches_tracked");
    }

    private static void assertSame(List<Map<String, WeightTensor>> states, Map<String, WeightTensor> expected) {
        assertThat(expected.keySet()).anyMatch(SynchronizedEpochTest::isStatistic);
        expected.forEach((name, tensor) -> {
            float[] wanted = tensor.toFloats();
            float[] values = states.get(0).get(name).toFloats();
            for (int i = 0; i < wanted.length; i++) {
                assertThat((double) Math.abs(values[i] - wanted[i]))
                        .as("%s[%d]: %f", name, i, wanted[i])
                        .isLessThan(ROUNDINGS);
            }
            if (isStatistic(name)) {
                assertThat(states.get(1).get(name).toFloats()).as(name).isEqualTo(values);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void two_processes_equal_one(boolean checkpointing) throws Exception {
        TrainingRecipe plain = recipe();
        TrainingRecipe recipe = plain.withBatching(plain.batching().withCheckpointGradients(checkpointing));
        assertSame(together(recipe, Set.of(), rank -> recipe.objective()), alone(recipe, Set.of(), recipe.objective()));
    }

    @Test
    void processes_with_other_numbers_of_pictures_or_none_equal_one() throws Exception {
        TrainingRecipe recipe = recipe();
        int[] order = SampleOrder.shuffled(recipe.seed(), Partition.whole()).indices(PICTURES, 0);
        Set<Integer> broken = Set.of(
                order[BATCH], // the first process has no picture of the second batch
                order[BATCH + 3],
                order[3 * BATCH + 1], // nor the second one of the fourth
                order[3 * BATCH + 2],
                order[4 * BATCH + 2], // and one picture of the fifth
                order[5 * BATCH]);
        assertSame(together(recipe, broken, rank -> recipe.objective()), alone(recipe, broken, recipe.objective()));
    }

    /** The other process has a loss, and waits for gradients of the one that has none. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void an_update_without_a_loss_in_one_process_is_left_out_by_both(int spoiled) throws Exception {
        TrainingRecipe recipe = recipe();
        assertSame(
                together(
                        recipe,
                        Set.of(),
                        rank -> rank == spoiled
                                ? new SpoiledObjective(Set.of(2), SpoiledObjective.NOT_A_NUMBER)
                                : recipe.objective()),
                alone(recipe, Set.of(), new SpoiledObjective(Set.of(2), SpoiledObjective.NOT_A_NUMBER)));
    }

    @Test
    void several_replicas_in_a_process_are_refused() {
        assertThatThrownBy(() -> new Batching(BATCH, 1, 2).withSynchronizedStatistics(true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("the statistics of batch normalisation are taken over processes of one replica each, not of"
                        + " 2; use 1 replica and more processes");
    }

    @Test
    void a_recipe_says_it_and_older_ones_do_not() {
        TrainingRecipe recipe = recipe();
        assertThat(TrainingRecipe.parse(recipe.toJson())).isEqualTo(recipe);
        String older = recipe.toJson().replaceFirst(",\\s*\"synchronize_statistics\" : true", "");
        assertThat(older).doesNotContain("synchronize");
        assertThat(TrainingRecipe.parse(older).batching().synchronizeStatistics())
                .isFalse();
    }
}
