package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs on pictures in shades of gray. */
class GrayRunTest {

    private static final ModelDescription GRAY = Runs.MODEL.withInputChannels(1);

    @TempDir
    private Path folder;

    private static TrainingTask<ClassTarget> task(
            ModelDescription model, AugmentationRecipe augmentation, Path output) {
        TrainingTask<ClassTarget> colors = Runs.task(Runs.recipe(2, 1, 1, augmentation), output);
        return TrainerTest.with(colors, model, colors.data());
    }

    private static void run(Trainer trainer) throws IOException {
        try (trainer) {
            assertThat(trainer.run().finished()).isTrue();
        }
    }

    /** The one hands bytes to the engine, the other floats. */
    static Stream<AugmentationRecipe> augmentations() {
        return Stream.of(Runs.CROPS, Runs.EVERYTHING);
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void a_run_that_was_interrupted_ends_as_the_whole_one(AugmentationRecipe augmentation) throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        run(Trainer.start(task(GRAY, augmentation, whole)));
        TrainerTest.run(Trainer.start(task(GRAY, augmentation, broken)), 4);
        assertThat(SavedRun.read(broken).model().architecture().inputChannels()).isEqualTo(1);
        run(Trainer.resume(task(GRAY, augmentation, broken)));
        assertThat(broken.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));

        ModelDescription result = ModelDescription.read(broken);
        assertThat(result.architecture().inputChannels()).isEqualTo(1);
        assertThat(result.preprocessing().mean()).isEqualTo(GRAY.preprocessing().mean());
        assertThat(result.preprocessing().std()).isEqualTo(GRAY.preprocessing().std());
    }

    @Test
    void a_run_in_colours_does_not_go_on_in_gray() throws IOException {
        run(Trainer.start(task(Runs.MODEL, Runs.CROPS, folder)));
        assertThatThrownBy(() -> Trainer.resume(task(GRAY, Runs.CROPS, folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("begun with another network");
    }
}
