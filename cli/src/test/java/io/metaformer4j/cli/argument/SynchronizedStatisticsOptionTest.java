package io.metaformer4j.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.SmallModels;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code train --sync-bn}. */
class SynchronizedStatisticsOptionTest {

    private static final Architecture WITHOUT = SmallModels.convFormer(List.of(8), List.of(1), 3);
    private static final Architecture WITH =
            SmallModels.metaFormer(TokenMixer.Geometric.higherOrder(), List.of(8), List.of(1), 3);

    private static TrainingRecipe recipe(String... options) {
        return CommandLine.populateCommand(new RecipeArguments(), options).applied(StandardRecipes.scratch());
    }

    @Test
    void it_is_a_value_of_the_recipe_and_stays() {
        assertThat(recipe().batching().synchronizeStatistics()).isFalse();
        TrainingRecipe synchronised = recipe("--sync-bn");
        assertThat(synchronised.batching().synchronizeStatistics()).isTrue();
        assertThat(CommandLine.populateCommand(new RecipeArguments()).applied(synchronised))
                .isEqualTo(synchronised);
    }

    @Test
    void several_replicas_are_refused() {
        assertThatThrownBy(() -> recipe("--sync-bn", "--replicas", "2"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("use 1 replica and more processes");
    }

    @Test
    void a_network_that_has_no_batch_normalisation_is_told() {
        assertThat(RecipeArguments.statisticsNote(recipe("--sync-bn"), WITHOUT))
                .contains("the network has no batch normalisation, so that --sync-bn changes nothing");
        assertThat(RecipeArguments.statisticsNote(recipe("--sync-bn"), WITH)).isEmpty();
        assertThat(RecipeArguments.statisticsNote(recipe(), WITHOUT)).isEmpty();
    }
}
