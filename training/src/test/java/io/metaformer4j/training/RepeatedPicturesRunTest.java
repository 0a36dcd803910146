package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that show every picture several times in a row. */
class RepeatedPicturesRunTest {

    private static final TrainingRecipe PLAIN = Runs.recipe(2, 2, 1, Runs.EVERYTHING);
    private static final TrainingRecipe RECIPE =
            PLAIN.withBatching(PLAIN.batching().withRepeats(3));

    @TempDir
    private Path folder;

    @Test
    void a_run_that_stopped_within_an_epoch_ends_bit_for_bit_like_one_that_did_not() throws IOException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainingResult result = TrainerTest.run(Trainer.start(Runs.task(RECIPE, whole)), Long.MAX_VALUE);
        assertThat(result.position().samples()).as("epochs are no longer").isEqualTo(2 * 7 * 8);
        TrainerTest.run(Trainer.start(Runs.task(RECIPE, broken)), 5);
        TrainerTest.run(Trainer.resume(Runs.task(RECIPE, broken)), Long.MAX_VALUE);
        assertThat(broken.resolve("log.csv")).hasSameBinaryContentAs(whole.resolve("log.csv"));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(broken));
    }

    @Test
    void within_an_epoch_the_repeats_may_not_change() throws IOException {
        TrainerTest.run(Trainer.start(Runs.task(RECIPE, folder)), 3);
        assertThatThrownBy(() -> Trainer.resume(Runs.task(PLAIN, folder)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("repeats")
                .hasMessageContaining("only between epochs");
    }

    @Test
    void an_epoch_has_a_third_of_the_pictures_three_times() {
        int[] order = RECIPE.batching().order(7, new ColoredSquares(60)).indices(60, 0);
        assertThat(order).hasSize(60);
        assertThat(IntStream.of(order).distinct().count()).isEqualTo(20);
        assertThat(IntStream.range(0, 60)).allMatch(i -> order[i] == order[i - i % 3]);
    }

    /** Where there are as many, as timm's RepeatAugSampler does. */
    @Test
    void an_epoch_is_rounded_down_to_a_multiple_of_256_pictures() {
        Batching repeated = Batching.of(8).withRepeats(3);
        assertThat(repeated.pictures(600)).isEqualTo(512);
        assertThat(repeated.order(7, new ColoredSquares(600)).indices(600, 0)).hasSize(512);
        assertThat(repeated.pictures(255)).isEqualTo(255);
        assertThat(Batching.of(8).pictures(600)).isEqualTo(600);
        TrainingRecipe large = PLAIN.withBatching(Batching.of(280).withRepeats(3));
        assertThatThrownBy(() -> TrainingTask.ofClasses(
                        Runs.MODEL,
                        large,
                        Optional.empty(),
                        new ColoredSquares(300),
                        Optional.empty(),
                        folder,
                        TrainingTask.Settings.DEFAULT))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("256 pictures an epoch, fewer than the batch size 280");
    }

    @Test
    void repeats_that_are_impossible_are_refused() {
        assertThatThrownBy(() -> Batching.of(8).withRepeats(0.5)).hasMessageContaining("use 1 to 1000");
        assertThatThrownBy(() -> Batching.of(8).withShuffleBuffer(4).withRepeats(3))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("leave either out");
    }

    @Test
    void a_recipe_from_before_there_were_repeats_has_none() {
        assertThat(TrainingRecipe.parse(RECIPE.toJson())).isEqualTo(RECIPE);
        String older = PLAIN.toJson()
                .replaceFirst(",\\s*\"repeats\" : 0.0", "")
                .replaceFirst(",\\s*\"checkpoint_gradients\" : false", "")
                .replaceFirst(",\\s*\"hue\" : 0.0", "")
                .replaceFirst(",\\s*\"cutmix_sides\" : null", "")
                .replaceFirst(",\\s*\"off_epoch\" : 0", "");
        assertThat(older).doesNotContain("repeats", "checkpoint_gradients", "hue", "cutmix_sides", "off_epoch");
        assertThat(TrainingRecipe.parse(older)).isEqualTo(PLAIN);
    }
}
