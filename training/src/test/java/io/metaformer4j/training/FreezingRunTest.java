package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.weights.Checkpoint;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.load.InitialWeights;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.SmallModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in which a part of the network stays as it is. */
class FreezingRunTest {

    private static final Freezing BEGINNING = Freezing.of(List.of("stem", "stages.0"));

    @TempDir
    private Path folder;

    private static TrainingRecipe frozen(TrainingRecipe recipe, Freezing freezing) {
        return recipe.withOptimization(recipe.optimization().withFreezing(freezing));
    }

    /** Trains fresh weights, and compares them with what they were drawn as. */
    private void assertLearns(ModelDescription model, Freezing freezing, Predicate<String> learns) throws IOException {
        TrainingRecipe recipe = frozen(Runs.recipe(2, 1, 2), freezing);
        TrainingTask<ClassTarget> plain = Runs.task(recipe, folder);
        TrainerTest.run(Trainer.start(TrainerTest.with(plain, model, plain.data())), Long.MAX_VALUE);
        Checkpoint last = TrainerTest.last(folder);
        Map<String, WeightTensor> trained = last.stateDictAt("state_dict").tensors();
        Map<String, WeightTensor> averaged = last.stateDictAt("state_dict_ema").tensors();
        new InitialWeights(recipe.seed()).draw(model.architecture()).forEach((name, drawn) -> {
            boolean same = trained.get(name).bytes().equals(drawn.bytes());
            assertThat(same).as(name + " is as it was").isEqualTo(!learns.test(name));
            boolean sameAverage = averaged.get(name).bytes().equals(drawn.bytes());
            assertThat(sameAverage)
                    .as("the average of " + name + " is as it was")
                    .isEqualTo(!learns.test(name));
        });
        long states = last.tensors().keySet().stream()
                .filter(name -> name.endsWith("/exp_avg"))
                .count();
        assertThat(states)
                .as("states of the optimizer")
                .isEqualTo(trained.keySet().stream().filter(learns).count());
    }

    @Test
    void frozen_modules_keep_every_bit_while_all_others_learn() throws IOException {
        assertLearns(Runs.MODEL, BEGINNING, name -> !name.startsWith("stem.") && !name.startsWith("stages.0."));
    }

    @Test
    void the_classifier_learns_alone_if_that_is_asked_for() throws IOException {
        assertLearns(Runs.MODEL, Freezing.ALL_BUT_CLASSIFIER, name -> name.startsWith("head.fc."));
    }

    @Test
    void a_frozen_batch_normalisation_keeps_its_statistics() throws IOException {
        ModelDescription model = Runs.MODEL.withArchitecture(
                SmallModels.metaFormer(TokenMixer.Geometric.higherOrder(), List.of(8, 16), List.of(1, 1), 3));
        TrainingTask<ClassTarget> plain = Runs.task(frozen(Runs.recipe(1, 1, 1), BEGINNING), folder);
        TrainerTest.run(Trainer.start(TrainerTest.with(plain, model, plain.data())), Long.MAX_VALUE);
        Map<String, WeightTensor> trained =
                TrainerTest.last(folder).stateDictAt("state_dict").tensors();
        Map<String, WeightTensor> drawn = new InitialWeights(plain.recipe().seed()).draw(model.architecture());
        List<String> statistics = drawn.keySet().stream()
                .filter(name -> name.contains(".running_") || name.endsWith(".num_batches_tracked"))
                .toList();
        assertThat(statistics)
                .anyMatch(name -> name.startsWith("stages.0."))
                .anyMatch(name -> name.startsWith("stages.1."))
                .allSatisfy(name -> assertThat(
                                trained.get(name).bytes().equals(drawn.get(name).bytes()))
                        .as(name)
                        .isEqualTo(name.startsWith("stages.0.")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_run_with_frozen_modules_goes_on_bit_for_bit(int replicas) throws IOException {
        TrainingRecipe recipe = frozen(Runs.recipe(2, 1, replicas), BEGINNING);
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainerTest.run(Trainer.start(Runs.task(recipe, whole)), Long.MAX_VALUE);
        TrainerTest.run(Trainer.start(Runs.task(recipe, broken)), 4);
        TrainerTest.run(Trainer.resume(Runs.task(recipe, broken)), Long.MAX_VALUE);
        assertThat(broken.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                .hasSameBinaryContentAs(whole.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(broken));
    }

    @Test
    void a_run_does_not_go_on_with_other_modules_frozen() throws IOException {
        TrainingRecipe recipe = Runs.recipe(2, 1, 1);
        TrainerTest.run(Trainer.start(Runs.task(recipe, folder)), 4);
        assertThatThrownBy(() -> Trainer.resume(Runs.task(frozen(recipe, BEGINNING), folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("begun with other modules frozen")
                .hasMessageContaining("start a new run");
    }

    @Test
    void modules_that_the_network_has_not_are_refused_before_the_run() {
        TrainingRecipe recipe = frozen(Runs.recipe(1, 1, 1), Freezing.of(List.of("stem", "stage.0")));
        assertThatThrownBy(() -> Runs.task(recipe, folder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no module 'stage.0'")
                .hasMessageContaining("near it are stem, stages, head");
    }
}
