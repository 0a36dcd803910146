package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.torch.run.NetworkOptions;
import io.metaformer4j.training.checkpoint.EpochReport;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.vision.loader.LoaderOptions;
import io.metaformer4j.vision.loader.Partition;
import io.metaformer4j.vision.loader.SampleOrder;
import io.metaformer4j.vision.loader.SkippedSamples;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training pictures that cannot be decoded. */
class BrokenPicturesTest {

    @TempDir
    private Path folder;

    /** All of batch 2 and 5, single ones elsewhere: a broken batch must not shift those behind it. */
    @ParameterizedTest
    @CsvSource({"2, false", "2, true", "1, true"})
    void broken_pictures_are_left_out_and_named_and_the_run_still_resumes_bit_for_bit(int accumulation, boolean mixed)
            throws IOException {
        TrainingRecipe recipe = Runs.recipe(2, accumulation, 1, mixed ? Runs.EVERYTHING : Runs.CROPS);
        int[] order = SampleOrder.shuffled(recipe.seed(), Partition.whole()).indices(60, 0);
        Set<Integer> broken = new HashSet<>(List.of(order[0], order[9], order[59]));
        for (int i = 16; i < 24; i++) {
            broken.add(order[i]);
            broken.add(order[i + 24]);
        }
        List<SkippedSamples> skipped = new ArrayList<>();
        Path whole = folder.resolve("whole");
        try (Trainer trainer = Trainer.start(skipping(recipe, whole, broken))) {
            trainer.listen(new TrainingListener() {
                        @Override
                        public void epochEnded(EpochReport report) {
                            skipped.add(report.skipped());
                        }
                    })
                    .run();
        }
        assertThat(skipped.get(0).count()).isEqualTo(18); // the order drops the last 4 of 60
        assertThat(skipped.get(0).first().get(0).name()).isEqualTo("square-" + order[0]);
        Path stopped = folder.resolve("stopped");
        TrainerTest.run(Trainer.start(skipping(recipe, stopped, broken)), 2);
        TrainerTest.run(Trainer.resume(skipping(recipe, stopped, broken)), Long.MAX_VALUE);
        assertThat(stopped.resolve("log.csv")).hasSameBinaryContentAs(whole.resolve("log.csv"));
        TrainerTest.assertSameTensors(TrainerTest.last(whole), TrainerTest.last(stopped));
        TrainingTask<ClassTarget> strict = TrainerTest.with(
                Runs.task(recipe, folder.resolve("strict")), Runs.MODEL, new ColoredSquares(60, broken));
        try (Trainer trainer = Trainer.start(strict)) {
            assertThatThrownBy(trainer::run).hasMessageContaining("square-" + order[0]);
        }
    }

    @Test
    void data_of_which_no_picture_can_be_decoded_are_an_error() throws IOException {
        Set<Integer> all = IntStream.range(0, 60).boxed().collect(Collectors.toSet());
        try (Trainer trainer = Trainer.start(skipping(Runs.recipe(2, 1, 1), folder, all))) {
            assertThatThrownBy(trainer::run)
                    .isInstanceOf(MetaFormerException.class)
                    .hasMessageContaining("no picture of the training data could be decoded")
                    .hasMessageContaining("square-");
        }
    }

    private static TrainingTask<ClassTarget> skipping(TrainingRecipe recipe, Path output, Set<Integer> broken) {
        TrainingTask<ClassTarget> task = Runs.task(recipe, output);
        return TrainingTask.ofClasses(
                task.model(),
                recipe,
                task.weights(),
                new ColoredSquares(60, broken),
                task.validation(),
                output,
                new TrainingTask.Settings(NetworkOptions.DEFAULT, 1, 1, 2, LoaderOptions.FailurePolicy.SKIP_AND_COUNT));
    }
}
