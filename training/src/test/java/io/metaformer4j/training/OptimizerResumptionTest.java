package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.BaseRate;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of every optimizer that are stopped within an epoch and go on. */
class OptimizerResumptionTest {

    private static final TrainingRecipe RECIPE = Runs.recipe(2, 1, 1);

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
                .hasMessageContaining("start a new run");
    }
}
