package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose backward pass computes blocks again, with stochastic depth and dropout. */
class GradientCheckpointingRunTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, FLOAT32", "2, FLOAT32", "1, BFLOAT16"})
    void a_run_is_the_same_bit_for_bit_and_goes_on_so(int replicas, Precision precision) throws IOException {
        TrainingRecipe plain = Runs.recipe(2, 2, replicas).withPrecision(precision);
        TrainingRecipe recomputing = plain.withBatching(plain.batching().withCheckpointGradients(true));
        assertThat(TrainingRecipe.parse(recomputing.toJson())).isEqualTo(recomputing);
        Path kept = folder.resolve("kept");
        Path again = folder.resolve("again");
        TrainerTest.run(Trainer.start(Runs.task(plain, kept)), Long.MAX_VALUE);
        TrainerTest.run(Trainer.start(Runs.task(recomputing, again)), 5);
        TrainerTest.run(Trainer.resume(Runs.task(recomputing, again)), Long.MAX_VALUE);
        assertThat(again.resolve("log.csv")).hasSameBinaryContentAs(kept.resolve("log.csv"));
        TrainerTest.assertSameTensors(TrainerTest.last(kept), TrainerTest.last(again));
    }

    /** The parameters of everything behind what is frozen must be known, or they would not learn. */
    @ParameterizedTest
    @ValueSource(strings = {"stem", "stages.0", "stages.1"})
    void a_run_with_a_frozen_part_is_the_same_too(String frozen) throws IOException {
        TrainingRecipe all = Runs.recipe(1, 1, 1);
        TrainingRecipe plain = all.withOptimization(all.optimization().withFreezing(Freezing.of(List.of(frozen))));
        TrainingRecipe recomputing = plain.withBatching(plain.batching().withCheckpointGradients(true));
        Path kept = folder.resolve("kept");
        Path again = folder.resolve("again");
        TrainerTest.run(Trainer.start(Runs.task(plain, kept)), Long.MAX_VALUE);
        TrainerTest.run(Trainer.start(Runs.task(recomputing, again)), Long.MAX_VALUE);
        TrainerTest.assertSameTensors(TrainerTest.last(kept), TrainerTest.last(again));
    }
}
