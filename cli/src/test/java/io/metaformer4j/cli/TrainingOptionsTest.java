package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.objective.BinaryCrossEntropy;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hyper-parameters of {@code train}: what is given replaces what the recipe says, and is never passed over. */
class TrainingOptionsTest {

    @TempDir
    private Path folder;

    private CommandResult train(Path data, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "train", data.toString(), "--output", folder.resolve("run").toString()));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    private TrainingRecipe stored() throws IOException {
        return TrainingRecipe.parse(Files.readString(folder.resolve("run/recipe.json")));
    }

    @Test
    void single_options_replace_those_of_the_recipe_file_and_later_those_of_the_run() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        TrainingRecipe written = StandardRecipes.fineTuning().fitted(4, 0).withEpochs(1);
        Path file = Files.writeString(folder.resolve("mine.json"), written.toJson());
        CommandResult trained = train(
                data,
                "--model",
                "embedded",
                "--recipe",
                file.toString(),
                "--lr",
                "1e-4",
                "--optimizer",
                "sgd",
                "--momentum",
                "0.5",
                "--loss",
                "bce",
                "--bce-target-thresh",
                "0.2");
        assertThat(trained.code()).as(trained.err()).isZero();
        Optimization optimization = written.optimization();
        TrainingRecipe expected = written.withObjective(new BinaryCrossEntropy(0.1, OptionalDouble.of(0.2), false))
                .withOptimization(optimization.withOptimizer(new OptimizerSpec.Sgd(1e-4, 0.05, 0.5, true)));
        assertThat(stored()).isEqualTo(expected);
        assertThat(trained.out()).contains(expected.toJson().strip());

        CommandResult longer = train(data, "--resume", "--epochs", "2", "--loss", "cross-entropy");
        assertThat(longer.code()).as(longer.err()).isZero();
        assertThat(stored()).isEqualTo(expected.withEpochs(2).withObjective(new SoftCrossEntropy(0.1)));

        CommandResult other = train(data, "--resume", "--epochs", "3", "--optimizer", "adamw");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("its optimizer kept momentum_buffer", "start a new run");

        CommandResult weights = train(data, "--resume", "--weights", "pretrained");
        assertThat(weights.code()).isEqualTo(2);
        assertThat(weights.err()).contains("--weights", "for a new run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --momentum 0.9                           | --momentum is that of sgd
            --bce-sum                                | mean nothing to the loss cross-entropy
            --bce-target-thresh 0.2                  | mean nothing to the loss cross-entropy
            --loss bce --bce-target-thresh 1         | --bce-target-thresh
            --loss hinge                             | use cross-entropy or bce
            --optimizer lion                         | use adamw or sgd
            --optimizer sgd --momentum 1             | --momentum
            --warmup-epochs 0 --warmup-lr 1e-5       | --warmup-lr means nothing without a warm-up
            --padding 4 --scale 0.5 1                | --padding crops without resizing
            """)
    void options_that_mean_nothing_together_are_wrong_usage(String options, String message) {
        List<String> command = new ArrayList<>(List.of("--model", "embedded"));
        command.addAll(List.of(options.split(" ")));
        CommandResult wrong = train(folder, command.toArray(String[]::new));
        assertThat(wrong.code()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.err()).contains(message);
    }
}
