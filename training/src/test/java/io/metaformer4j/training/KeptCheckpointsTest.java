package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.evaluation.validation.ClassificationMetrics;
import io.metaformer4j.training.checkpoint.CheckpointStore;
import io.metaformer4j.training.checkpoint.SavedRun;
import io.metaformer4j.training.checkpoint.TrainingState;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.step.RunPosition;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.weights.file.Checkpoints;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which checkpoints a run leaves. An epoch has 7 updates, and the two latest checkpoints always stay. */
class KeptCheckpointsTest {

    private static final double[] TOP1 = {50, 70, 65, 60, 40};
    private static final double[] LOSS = {0.8, 1.2, 1.1, 0.9, 1.3};

    @TempDir
    private Path folder;

    private static TrainingTask<ClassTarget> task(CheckpointSelection kept, Path output, AtomicInteger asked) {
        TrainingRecipe recipe = Runs.recipe(TOP1.length, 1, 1).withKept(kept);
        TrainingTask<ClassTarget> plain = Runs.task(recipe.withKept(CheckpointSelection.BEST), output);
        TrainingTask<ClassTarget> validated = Runs.with(plain, plain.data(), network -> {
            int epoch = asked.getAndIncrement();
            return ClassificationMetrics.of(TOP1[epoch], 100, LOSS[epoch], 60);
        });
        return TrainingTask.ofClasses(
                validated.model(),
                recipe,
                validated.weights(),
                validated.data(),
                validated.validation(),
                output,
                validated.settings());
    }

    static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pth"))
                    .sorted()
                    .toList();
        }
    }

    static RunPosition best(Path run) throws IOException {
        return TrainingState.read(Checkpoints.open(run.resolve(CheckpointStore.BEST)))
                .position();
    }

    @Test
    void the_checkpoints_of_the_best_epochs_stay_beside_the_latest() throws IOException {
        CheckpointSelection kept = new CheckpointSelection("top1", 2);
        TrainerTest.run(Trainer.start(task(kept, folder, new AtomicInteger())), Long.MAX_VALUE);
        assertThat(checkpoints(folder))
                .containsExactly(
                        "best.pth", "checkpoint-14.pth", "checkpoint-21.pth", "checkpoint-28.pth", "checkpoint-35.pth");
        assertThat(best(folder).bestEpoch()).isEqualTo(1);
        assertThat(best(folder).bestValue()).isEqualTo(70);
    }

    @Test
    void the_lowest_loss_is_the_best_if_that_is_the_score() throws IOException {
        CheckpointSelection kept = new CheckpointSelection("loss", 1);
        TrainerTest.run(Trainer.start(task(kept, folder, new AtomicInteger())), Long.MAX_VALUE);
        assertThat(checkpoints(folder))
                .containsExactly("best.pth", "checkpoint-28.pth", "checkpoint-35.pth", "checkpoint-7.pth");
        assertThat(best(folder).bestEpoch()).isZero();
        assertThat(best(folder).bestValue()).isEqualTo(0.8);
    }

    /** Within an epoch, and at the end of one. */
    @ParameterizedTest
    @ValueSource(longs = {17, 21})
    void an_interrupted_run_leaves_the_same_checkpoints(long stopAt) throws IOException {
        CheckpointSelection kept = new CheckpointSelection("top1", 2);
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        TrainerTest.run(Trainer.start(task(kept, whole, new AtomicInteger())), Long.MAX_VALUE);
        AtomicInteger asked = new AtomicInteger();
        assertThat(TrainerTest.run(Trainer.start(task(kept, broken, asked)), stopAt)
                        .finished())
                .isFalse();
        TrainerTest.run(Trainer.resume(task(kept, broken, asked)), Long.MAX_VALUE);
        assertThat(checkpoints(broken)).isEqualTo(checkpoints(whole));
        assertThat(broken.resolve("best.pth")).hasSameBinaryContentAs(whole.resolve("best.pth"));
    }

    /** As long as the run goes on no further, what it left within its second epoch lies beside them. */
    @Test
    void a_checkpoint_within_an_epoch_is_not_taken_for_that_of_its_end() throws IOException {
        TrainerTest.run(Trainer.start(Runs.task(Runs.recipe(2, 1, 1), folder)), 10);
        assertThat(checkpoints(folder)).containsExactly("checkpoint-10.pth", "checkpoint-7.pth");
        assertThat(SavedRun.latestCheckpoints(folder, 2)).containsExactly(folder.resolve("checkpoint-7.pth"));
    }

    @Test
    void scores_of_another_kind_are_not_compared() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        TrainerTest.run(Trainer.start(task(new CheckpointSelection("loss", 0), folder, asked)), 17);
        assertThat(best(folder).bestValue()).isEqualTo(0.8);
        try (Trainer trainer = Trainer.resume(task(new CheckpointSelection("top1", 0), folder, asked))) {
            assertThat(trainer.changes().get(0)).contains("kept.metric was");
            trainer.run();
        }
        assertThat(best(folder).bestEpoch()).isEqualTo(2);
        assertThat(best(folder).bestValue()).isEqualTo(65);
    }

    @Test
    void the_best_of_a_run_cannot_be_kept_without_a_validation() {
        TrainingRecipe recipe = Runs.recipe(1, 1, 1).withKept(new CheckpointSelection("top1", 3));
        assertThatThrownBy(() -> Runs.task(recipe, folder))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("best by a metric of a validation, but there is none");
        assertThatThrownBy(() -> new CheckpointSelection("top1", -1))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("must not be negative");
    }

    @Test
    void older_recipes_keep_the_most_accurate_checkpoint_only() {
        TrainingRecipe plain = Runs.recipe(3, 1, 1);
        String older = plain.toJson().replaceFirst(",\\s*\"kept\" : \\{[^}]*}", "");
        assertThat(older).isNotEqualTo(plain.toJson());
        assertThat(TrainingRecipe.parse(older)).isEqualTo(plain);
        TrainingRecipe other = plain.withKept(new CheckpointSelection("loss", 10));
        assertThat(TrainingRecipe.parse(other.toJson())).isEqualTo(other);
    }
}
