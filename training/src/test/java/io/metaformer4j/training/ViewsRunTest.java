package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.objective.JsdCrossEntropy;
import io.metaformer4j.training.objective.Objective;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.augment.auto.AutomaticAugmentation;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that compare the answers to several views of each picture. */
class ViewsRunTest {

    private static final Objective<ClassTarget> THREE_VIEWS = JsdCrossEntropy.of(0.1, 3);

    private static final AugmentationRecipe AUGMENTED =
            Runs.CROPS.withAutomatic(Optional.of(AutomaticAugmentation.parse("augmix-m3")));

    @TempDir
    private Path folder;

    private static TrainingRecipe recipe(int epochs, int replicas) {
        return Runs.recipe(epochs, 1, replicas, AUGMENTED).withObjective(JsdCrossEntropy.of(0.1, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_run_goes_on_bit_for_bit(int replicas) throws IOException {
        TrainingRecipe recipe = recipe(2, replicas);
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainingResult result = TrainerTest.run(Trainer.start(Runs.task(recipe, whole)), Long.MAX_VALUE);
        assertThat(result.position().samples()).as("pictures, not views").isEqualTo(2 * 7 * 8);
        TrainerTest.run(Trainer.start(Runs.task(recipe, broken)), 4);
        TrainerTest.run(Trainer.resume(Runs.task(recipe, broken)), Long.MAX_VALUE);
        assertThat(broken.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                .hasSameBinaryContentAs(whole.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(broken));
    }

    /** Sums of the same numbers in another order; the clipped gradient has length 1, and a tenth of it is remembered. */
    @Test
    void replicas_share_pictures_with_all_of_their_views() throws IOException {
        Map<String, WeightTensor> expected = firstUpdate(1);
        Map<String, WeightTensor> actual = firstUpdate(2);
        List<String> averages = expected.keySet().stream()
                .filter(name -> name.endsWith("exp_avg"))
                .toList();
        assertThat(averages).isNotEmpty();
        for (String name : averages) {
            float[] wanted = expected.get(name).toFloats();
            float[] values = actual.get(name).toFloats();
            for (int i = 0; i < wanted.length; i++) {
                assertThat((double) Math.abs(values[i] - wanted[i])).as(name).isLessThan(5e-7);
            }
        }
    }

    private Map<String, WeightTensor> firstUpdate(int replicas) throws IOException {
        TrainingRecipe recipe = recipe(1, replicas).withRegularization(Architecture.Regularization.NONE);
        Path run = folder.resolve("of" + replicas);
        TrainerTest.run(Trainer.start(Runs.task(recipe, run)), 1);
        return TrainerTest.last(run).tensors();
    }

    @Test
    void views_that_would_be_mixed_or_alike_are_refused() {
        TrainingRecipe mixed = Runs.recipe(1, 1, 1, Runs.EVERYTHING);
        assertThatThrownBy(() -> mixed.withObjective(JsdCrossEntropy.of(0.1, 3)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("cannot be mixed with other pictures");
        assertThatThrownBy(() -> Runs.task(mixed, folder).withObjective(THREE_VIEWS))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("cannot be mixed with other pictures");
        TrainingRecipe plain = Runs.recipe(1, 1, 1, Runs.CROPS.withOperations(List.of()));
        assertThatThrownBy(() -> plain.withObjective(JsdCrossEntropy.of(0.1, 3)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("add an automatic augmentation");
    }

    @Test
    void a_recipe_remembers_the_views() {
        assertThat(TrainingRecipe.parse(recipe(1, 1).toJson())).isEqualTo(recipe(1, 1));
        assertThat(recipe(1, 1).toJson()).contains("\"type\" : \"jsd_cross_entropy\"", "\"views\" : 3");
    }
}
