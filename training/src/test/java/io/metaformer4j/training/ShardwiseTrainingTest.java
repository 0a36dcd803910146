package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that read the shards of their data one behind the other. */
class ShardwiseTrainingTest {

    private static final TrainingRecipe RECIPE =
            Runs.recipe(3, 2, 1, Runs.EVERYTHING).withBatching(new Batching(8, 2, 1, 12));

    @TempDir
    private Path folder;

    /** Pictures in shards. */
    private static final class Shards extends ColoredSquares {

        private final int[] starts;

        Shards(int... starts) {
            super(60);
            this.starts = starts.clone();
        }

        @Override
        public int[] shards() {
            return starts.clone();
        }
    }

    private static TrainingTask<ClassTarget> task(TrainingRecipe recipe, Path output, int... shards) {
        return TrainingTask.ofClasses(
                Runs.MODEL,
                recipe,
                Optional.empty(),
                new Shards(shards),
                Optional.empty(),
                output,
                TrainingTask.Settings.DEFAULT);
    }

    @Test
    void a_run_that_stopped_within_an_epoch_ends_bit_for_bit_like_one_that_did_not() throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainerTest.run(Trainer.start(task(RECIPE, whole, 0, 10, 35)), Long.MAX_VALUE);
        TrainerTest.run(Trainer.start(task(RECIPE, broken, 0, 10, 35)), 5);
        TrainerTest.run(Trainer.resume(task(RECIPE, broken, 0, 10, 35)), Long.MAX_VALUE);
        assertThat(broken.resolve(ModelDescription.WEIGHTS_FILE_NAME))
                .hasSameBinaryContentAs(whole.resolve(ModelDescription.WEIGHTS_FILE_NAME));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(broken));

        Path mixed = folder.resolve("mixed");
        TrainingRecipe anywhere = RECIPE.withBatching(RECIPE.batching().withShuffleBuffer(0));
        TrainerTest.run(Trainer.start(task(anywhere, mixed, 0, 10, 35)), Long.MAX_VALUE);
        assertThat(Files.mismatch(
                        mixed.resolve(ModelDescription.WEIGHTS_FILE_NAME),
                        whole.resolve(ModelDescription.WEIGHTS_FILE_NAME)))
                .as("the buffer is used")
                .isNotEqualTo(-1);
    }

    @Test
    void within_an_epoch_neither_the_buffer_nor_the_shards_may_change() throws IOException {
        TrainerTest.run(Trainer.start(task(RECIPE, folder, 0, 10, 35)), 5);
        TrainingRecipe larger = RECIPE.withBatching(RECIPE.batching().withShuffleBuffer(13));
        assertThatThrownBy(() -> Trainer.resume(task(larger, folder, 0, 10, 35)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("shuffle buffer can change only between epochs");
        assertThatThrownBy(() -> Trainer.resume(task(RECIPE, folder, 0, 10, 36)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("follows from the shards of the data");
        TrainerTest.run(Trainer.resume(task(RECIPE, folder, 0, 10, 35)), Long.MAX_VALUE);
    }

    @Test
    void between_epochs_the_buffer_and_the_shards_may_change() throws IOException {
        TrainerTest.run(Trainer.start(task(RECIPE, folder, 0, 10, 35)), Long.MAX_VALUE);
        TrainingRecipe longer =
                RECIPE.withEpochs(4).withBatching(RECIPE.batching().withShuffleBuffer(20));
        try (Trainer trainer = Trainer.resume(task(longer, folder, 0, 30))) {
            assertThat(trainer.changes())
                    .singleElement()
                    .asString()
                    .contains("batching.shuffle_buffer was 12, is 20", "epochs was 3, is 4");
            assertThat(trainer.run().finished()).isTrue();
        }
    }
}
