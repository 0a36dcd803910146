package io.metaformer4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.checkpoint.RunOrigin;
import io.metaformer4j.training.checkpoint.TrainingState;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.vision.data.ClassTarget;
import io.metaformer4j.weights.load.InitialWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What checkpoints and models tell of the beginning of their run. */
class RunOriginTest {

    private static final TrainingRecipe RECIPE = Runs.recipe(1, 1, 1);

    @TempDir
    private Path folder;

    private TrainingTask<ClassTarget> task(String run, Optional<Long> seed, String command) {
        TrainingTask<ClassTarget> plain = Runs.task(RECIPE, folder.resolve(run));
        return TrainingTask.ofClasses(
                plain.model(),
                RECIPE,
                seed.map(drawn -> new InitialWeights(drawn).draw(Runs.MODEL.architecture())),
                plain.data(),
                plain.validation(),
                plain.output(),
                plain.settings()
                        .withOrigin(
                                new RunOrigin(seed.map(drawn -> "pets.pth"), Optional.empty(), Optional.of(command))));
    }

    private RunOrigin saved(String run) throws IOException {
        return TrainingState.read(TrainerTest.last(folder.resolve(run))).origin();
    }

    @Test
    void a_resumed_run_keeps_its_origin_and_its_model_tells_it() throws IOException {
        TrainerTest.run(Trainer.start(task("run", Optional.of(3L), "metaformer train")), 3);
        RunOrigin begun = saved("run");
        assertThat(begun.weights()).contains("pets.pth");
        assertThat(begun.weightsSha256().orElseThrow()).matches("[0-9a-f]{64}");
        assertThat(begun.command()).contains("metaformer train");

        TrainingTask<ClassTarget> again = task("run", Optional.empty(), "metaformer train --resume");
        TrainerTest.run(Trainer.resume(again), Long.MAX_VALUE);
        assertThat(saved("run")).isEqualTo(begun);
        Map<?, ?> told =
                (Map<?, ?>) ModelDescription.read(folder.resolve("run")).facts().get("training");
        assertThat(told.get("origin"))
                .isEqualTo(Map.of(
                        "weights",
                        "pets.pth",
                        "weights_sha256",
                        begun.weightsSha256().orElseThrow(),
                        "command",
                        "metaformer train"));
    }

    @Test
    void other_weights_have_another_digest_and_drawn_ones_have_none() throws IOException {
        for (long seed : new long[] {3, 4}) {
            TrainerTest.run(Trainer.start(task("of-" + seed, Optional.of(seed), "train")), 1);
        }
        TrainerTest.run(Trainer.start(task("drawn", Optional.empty(), "train")), 1);
        assertThat(saved("of-3").weightsSha256()).isNotEqualTo(saved("of-4").weightsSha256());
        assertThat(saved("drawn").weightsSha256()).isEmpty();
        assertThat(saved("drawn").weights()).isEmpty();
    }
}
