package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.ChangedData;
import io.metaformer4j.training.checkpoint.Resumption;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.BaseRate;
import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of every optimizer that are stopped within an epoch and go on. */
class OptimizerResumptionTest {

    private static final TrainingRecipe RECIPE = Runs.recipe(2, 1, 1);
    private static final Resumption.Terms FRESH = new Resumption.Terms(ChangedData.REFUSE, true);

    @TempDir
    private Path folder;

    static List<String> names() {
        return OptimizerSpec.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_run_of_any_optimizer_goes_on_bit_for_bit(String name) throws IOException {
        OptimizerSpec optimizer = OptimizerSpec.named(name, 1e-3, 0.05).orElseThrow();
        assertGoesOn(RECIPE.optimization().withOptimizer(optimizer));
    }

    @Test
    void a_run_with_groups_of_layers_and_a_steady_average_goes_on_bit_for_bit() throws IOException {
        assertGoesOn(RECIPE.optimization()
                .withLayerDecay(0.75)
                .withBaseRate(Optional.of(new BaseRate(0.02, 256, BaseRate.Scale.SQRT)))
                .withClipping(new Clipping.Adaptive(0.02))
                .withAveraging(new Averaging.Steady(0.9)));
    }

    private void assertGoesOn(Optimization optimization) throws IOException {
        TrainingRecipe recipe = RECIPE.withOptimization(optimization);
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainerTest.run(Trainer.start(Runs.task(recipe, whole)), Long.MAX_VALUE);
        TrainingResult stopped = TrainerTest.run(Trainer.start(Runs.task(recipe, broken)), 4);
        assertThat(stopped.finished()).isFalse();
        TrainerTest.run(Trainer.resume(Runs.task(recipe, broken)), Long.MAX_VALUE);
        assertThat(broken.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                .hasSameBinaryContentAs(whole.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(broken));
    }

    /** The states of the parameters lie in the order of the groups, so they would meet the wrong parameters. */
    @Test
    void a_run_does_not_change_between_one_rate_and_rates_of_layers() throws IOException {
        TrainingRecipe layered = RECIPE.withOptimization(RECIPE.optimization().withLayerDecay(0.75));
        TrainerTest.run(Trainer.start(Runs.task(RECIPE, folder)), 4);
        assertThatThrownBy(() -> Trainer.resume(Runs.task(layered, folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("begun without a layer decay")
                .hasMessageContaining("start a new run")
                .hasMessageContaining("or go on with a fresh state of the optimizer");
    }

    /** Nothing is missing to an optimizer that keeps nothing: weights, average, position and rates are those of the checkpoint. */
    @Test
    void a_run_with_a_fresh_optimizer_has_everything_else_from_the_checkpoint() throws IOException {
        TrainingRecipe recipe =
                RECIPE.withOptimization(RECIPE.optimization().withOptimizer(new Sgd(1e-2, 0.05, 0, false)));
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainerTest.run(Trainer.start(Runs.task(recipe, whole)), Long.MAX_VALUE);
        TrainerTest.run(Trainer.start(Runs.task(recipe, broken)), 4);
        TrainerTest.run(Trainer.resume(Runs.task(recipe, broken), FRESH), Long.MAX_VALUE);
        Map<String, WeightTensor> expected = TrainerTest.last(whole).tensors();
        Map<String, WeightTensor> actual = TrainerTest.last(broken).tensors();
        assertThat(expected.keySet()).anyMatch(name -> name.startsWith("state_dict_ema/"));
        expected.forEach(
                (name, tensor) -> assertThat(actual.get(name).bytes()).as(name).isEqualTo(tensor.bytes()));
    }

    /** Of 14 updates the last 10 are those of the optimizer that counts from where the run went on. */
    @Test
    void a_fresh_optimizer_counts_its_updates_from_where_the_run_goes_on() throws IOException {
        TrainerTest.run(Trainer.start(Runs.task(RECIPE, folder)), 4);
        try (Trainer trainer = Trainer.resume(Runs.task(RECIPE, folder), FRESH)) {
            assertThat(trainer.changes()).singleElement().asString().contains("with a fresh state of its optimizer");
            assertThat(trainer.run().position().update()).isEqualTo(14);
        }
        assertThat(TrainerTest.last(folder)
                        .tensors()
                        .get("optimizer/state/0/step")
                        .toFloats())
                .containsExactly(10);
    }

    /** What neither goes on with what the optimizer has kept. */
    @Test
    void a_fresh_optimizer_may_be_another_for_other_parameters_in_other_groups() throws IOException {
        TrainingRecipe other = RECIPE.withOptimization(RECIPE.optimization()
                .withOptimizer(OptimizerSpec.named("lion", 1e-4, 0.5).orElseThrow())
                .withLayerDecay(0.75)
                .withFreezing(Freezing.of(List.of("stem"))));
        TrainerTest.run(Trainer.start(Runs.task(RECIPE, folder)), 4);
        assertThatThrownBy(() -> Trainer.resume(Runs.task(other, folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("its optimizer kept");
        TrainingResult result = TrainerTest.run(Trainer.resume(Runs.task(other, folder), FRESH), 6);
        assertThat(result.position().update()).isEqualTo(6);
        assertThat(TrainerTest.run(Trainer.resume(Runs.task(other, folder)), Long.MAX_VALUE)
                        .finished())
                .isTrue();
    }
}
