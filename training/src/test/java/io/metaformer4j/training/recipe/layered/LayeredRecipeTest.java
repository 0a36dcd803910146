package io.metaformer4j.training.recipe.layered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.recipe.published.PublishedRecipe;
import io.metaformer4j.training.recipe.published.PublishedRecipes;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayeredRecipeTest {

    private static final LayeredRecipe BASE = LayeredRecipe.of(StandardRecipes.scratch(), "default");

    static List<PublishedRecipe> published() {
        return PublishedRecipes.standard().all();
    }

    private static LayeredRecipe overlaid(String yaml) {
        return BASE.overlaid(RecipeKeys.yaml(yaml, "test"), "config");
    }

    @Test
    void a_layer_replaces_what_it_names_and_nothing_else() {
        LayeredRecipe layered = overlaid(
                """
                epochs: 60
                batching:
                  size: 64
                """);
        assertThat(layered.recipe()).isEqualTo(StandardRecipes.scratch().withBatching(Batching.of(64)));
        assertThat(layered.origin("batching.size")).isEqualTo("config");
        assertThat(layered.origin("batching.accumulation")).isEqualTo("default");
        assertThat(layered.origin("epochs")).as("named, though it stays").isEqualTo("config");
    }

    @Test
    void a_later_layer_wins() {
        LayeredRecipe twice = overlaid("epochs: 10").overlaid(Map.of("epochs", 20), "later");
        assertThat(twice.recipe().epochs()).isEqualTo(20);
        assertThat(twice.origin("epochs")).isEqualTo("later");
    }

    @Test
    void a_group_of_another_type_replaces_the_old_one() {
        LayeredRecipe layered = overlaid(
                """
                optimization:
                  clipping:
                    type: value
                    max: 0.5
                """);
        assertThat(layered.recipe().optimization().clipping()).isEqualTo(new Clipping.Value(0.5));
        assertThat(layered.origin("optimization.clipping.type")).isEqualTo("config");
    }

    @Test
    void what_follows_from_a_value_is_from_its_layer() {
        LayeredRecipe based = overlaid("{optimization: {base_rate: {rate: 0.001, size: 1024, scale: linear}}}");
        assertThat(based.recipe().optimization().optimizer()).isEqualTo(AdamW.of(0.001 * 128 / 1024, 0.05));
        assertThat(based.origin("optimization.optimizer.rate")).isEqualTo("config");
        assertThat(based.overlaid(Map.of("batching", Map.of("size", 256)), "later")
                        .origin("optimization.optimizer.rate"))
                .isEqualTo("later");
    }

    @Test
    void a_value_that_would_be_passed_over_is_refused() {
        assertThatThrownBy(
                        () -> overlaid(
                                """
                        optimization:
                          optimizer:
                            rate: 0.5
                          base_rate: {rate: 0.001, size: 1024, scale: linear}
                        """))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("'optimization.optimizer.rate' is given as 0.5")
                .hasMessageContaining("set what it follows from, such as base_rate, to null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            epoch: 3                                              | the key 'epoch' is unknown; did you mean epochs or
            {optimization: {optimizer: {rat: 0.1}}}               | the key 'optimization.optimizer.rat' is unknown; did you mean rate
            {optimization: {optimizer: {type: sgd, rate: 0.1}}}   | field optimization.optimizer
            {optimization: {clipping: {type: valeu, max: 1}}}     | has the unknown type 'valeu'
            {batching: {size: 0}}                                 | batch size 0
            {batching: {size: ten}}                               | field batching.size
            {batching: {size: null}}                              | field batching.size
            {version: 3}                                          | field version is 3
            """)
    void a_wrong_key_or_value_is_named(String yaml, String message) {
        assertThatThrownBy(() -> overlaid(yaml))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_change_by_other_means_is_told_by_who_is_answerable() {
        TrainingRecipe changed = StandardRecipes.scratch()
                .withBatching(Batching.of(64))
                .withOptimization(BASE.recipe().optimization().withClipping(new Clipping.Value(1)));
        LayeredRecipe layered = BASE.changed(
                changed,
                List.of(
                        new OriginClaim("size", Set.of("batching.size"), Set.of()),
                        new OriginClaim("same", Set.of("epochs"), Set.of()),
                        new OriginClaim("clip", Set.of(), Set.of("optimization.clipping")),
                        OriginClaim.everything("other")));
        assertThat(layered.recipe()).isEqualTo(changed);
        assertThat(layered.origin("batching.size")).isEqualTo("size");
        assertThat(layered.origin("epochs")).isEqualTo("same");
        assertThat(layered.origin("optimization.clipping.type")).isEqualTo("clip");
        assertThat(layered.origin("optimization.clipping.max")).as("it stays 1").isEqualTo("default");
        assertThat(layered.origin("seed")).isEqualTo("default");
        assertThat(BASE.changed(StandardRecipes.scratch().withSeed(7), List.of(OriginClaim.everything("other")))
                        .origin("seed"))
                .isEqualTo("other");
    }

    @Test
    void an_unknown_path_is_told_with_a_near_one() {
        assertThatThrownBy(() -> BASE.origin("batching.sizes"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("did you mean batching.size");
    }

    @ParameterizedTest
    @MethodSource("published")
    void the_printed_text_makes_the_same_recipe_of_any_other(PublishedRecipe published) {
        String text = published.layers().toYaml();
        Map<String, Object> read = RecipeKeys.yaml(text, "test");
        for (TrainingRecipe other : List.of(StandardRecipes.scratch(), StandardRecipes.fineTuning())) {
            LayeredRecipe again = LayeredRecipe.of(other, "default").overlaid(read, "config");
            assertThat(again.recipe()).isEqualTo(published.layers().recipe());
            assertThat(again.toYaml().replaceAll(" +# .*", "")).isEqualTo(text.replaceAll(" +# .*", ""));
        }
        assertThat(text.lines()).allMatch(line -> line.endsWith(":") || line.contains(" # "));
    }

    @Test
    void odd_words_are_quoted() {
        TrainingRecipe recipe =
                BASE.overlaid(Map.of("name", "on: 1 # \"two\""), "config").recipe();
        String text = LayeredRecipe.of(recipe, "a\nb").toYaml();
        assertThat(text).contains("name: \"on: 1 # \\\"two\\\"\"").doesNotContain("a\nb");
        assertThat(BASE.overlaid(RecipeKeys.yaml(text, "test"), "config").recipe())
                .isEqualTo(recipe);
        for (String word : List.of("null", "true", "yes", "1e-3", "~")) {
            TrainingRecipe named = BASE.overlaid(Map.of("name", word), "config").recipe();
            Map<String, Object> read =
                    RecipeKeys.yaml(LayeredRecipe.of(named, "config").toYaml(), "test");
            assertThat(read).containsEntry("name", word);
        }
    }
}
