package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.objective.JsdCrossEntropy;
import io.metaformer4j.training.recipe.CheckpointSelection;
import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of {@code train} that are mostly for weights that were trained before. */
class FineTuningOptionsTest {

    @TempDir
    private Path folder;

    private CommandResult train(Path run, String... options) throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        List<String> command = new ArrayList<>(
                List.of("train", data.toString(), "--output", run.toString(), "--model", "embedded", "--epochs", "1"));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    private static TrainingRecipe stored(Path run) throws IOException {
        return TrainingRecipe.parse(Files.readString(run.resolve("recipe.json")));
    }

    @Test
    void a_run_starts_from_a_file_by_either_name_and_learns_with_a_part_of_it_frozen() throws IOException {
        Path first = folder.resolve("first");
        CommandResult frozen = train(
                first,
                "--weights",
                "pretrained",
                "--freeze",
                "stem,stages.0",
                "--checkpoint-hist",
                "3",
                "--eval-metric",
                "loss");
        assertThat(frozen.code()).as(frozen.err()).isZero();
        assertThat(stored(first).optimization().freezing()).isEqualTo(Freezing.of(List.of("stem", "stages.0")));
        assertThat(stored(first).kept()).isEqualTo(new CheckpointSelection("loss", 3));
        Path second = folder.resolve("second");
        CommandResult headOnly = train(
                second,
                "--initial-checkpoint",
                first.resolve("model.safetensors").toString(),
                "--head-only");
        assertThat(headOnly.code()).as(headOnly.err()).isZero();
        assertThat(stored(second).name()).isEqualTo("fine-tuning");
        assertThat(stored(second).optimization().freezing()).isEqualTo(Freezing.ALL_BUT_CLASSIFIER);
    }

    @Test
    void a_module_that_is_not_there_is_refused_with_near_ones() throws IOException {
        CommandResult wrong = train(folder.resolve("run"), "--freeze", "stages.9");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("no module 'stages.9'", "near it are stages.0, stages.1, stages.2");
    }

    @Test
    void a_metric_that_is_not_measured_is_refused_with_those_that_are() throws IOException {
        CommandResult best = train(folder.resolve("run"), "--eval-metric", "miou");
        assertThat(best.code()).isEqualTo(1);
        assertThat(best.err()).contains("by the metric 'miou', but the validation measures top1, top5, loss;");
        CommandResult followed = train(folder.resolve("run"), "--sched", "plateau", "--plateau-metric", "f1");
        assertThat(followed.code()).isEqualTo(1);
        assertThat(followed.err()).contains("follows the metric 'f1', but the validation measures top1, top5, loss;");
    }

    @Test
    void views_of_each_picture_are_compared() throws IOException {
        Path run = folder.resolve("run");
        CommandResult trained = train(run, "--jsd-loss", "--aug-splits", "2", "--aa", "augmix-m3", "--smoothing", "0");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(stored(run).objective()).isEqualTo(JsdCrossEntropy.of(0, 2));
    }

    @Test
    void only_a_checkpoint_of_21k_is_converted() throws IOException {
        CommandResult wrong = train(folder.resolve("run"), "--weights", "pretrained", "--head-21k-to-1k");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("cannot be converted from ImageNet-21k to ImageNet-1k", "21841 classes");
    }
}
