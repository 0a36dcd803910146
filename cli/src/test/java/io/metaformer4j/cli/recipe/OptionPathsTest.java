package io.metaformer4j.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.cli.argument.RecipeArguments;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.layered.RecipeKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class OptionPathsTest {

    /** Together these have every value that a recipe can have. */
    private static final List<String> ALTERNATIVES = List.of(
            "--seed 1",
            "--opt sgd",
            "--opt lamb",
            "--opt adan",
            "--sched step",
            "--sched multistep",
            "--sched poly",
            "--sched plateau",
            "--clip-grad 0.1 --clip-mode agc",
            "--model-ema",
            "--padding 4",
            "--reprob 0.1",
            "--mixup 0.1",
            "--cutmix-minmax 0.2 0.8",
            "--loss bce",
            "--jsd-loss --aug-splits 2 --aa augmix-m5",
            "--lr-base 0.1");

    @Test
    void every_row_is_about_an_option_that_there_is() {
        CommandSpec known = OptionPaths.hyperParameters();
        assertThat(OptionPaths.rows())
                .extracting(OptionPaths.Row::option)
                .doesNotHaveDuplicates()
                .allMatch(option -> known.findOption(option) != null);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void every_path_is_one_of_a_recipe(OptionPaths.Row row) {
        Set<String> leaves = new HashSet<>();
        for (String options : ALTERNATIVES) {
            RecipeArguments values = CommandLine.populateCommand(new RecipeArguments(), options.split(" ", -1));
            TrainingRecipe recipe = values.applied(StandardRecipes.scratch());
            leaves.addAll(RecipeKeys.leaves(recipe.toData()).keySet());
        }
        assertThat(leaves).containsAll(row.gives());
        assertThat(row.moves())
                .allMatch(path -> leaves.stream().anyMatch(leaf -> leaf.equals(path) || leaf.startsWith(path + ".")));
    }

    static List<OptionPaths.Row> rows() {
        return OptionPaths.rows();
    }

    @Test
    void options_that_change_no_recipe_are_passed_over() {
        CommandSpec other =
                CommandSpec.create().addOption(OptionSpec.builder("--output").build());
        assertThat(OptionPaths.claims(other.options(), Optional.empty())).isEmpty();
    }
}
