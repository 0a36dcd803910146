package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.models.ModelDescription;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.zoo.architecture.Activation;
import io.metaformer4j.zoo.architecture.TokenMixer;
import io.metaformer4j.zoo.catalog.SmallModels;
import io.metaformer4j.zoo.cost.Complexity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The networks of {@code recipes/invariance} differ in their token mixers alone, and are trained alike. */
class InvarianceRecipesTest {

    private static final Path FOLDER = Documents.ROOT.resolve("recipes/invariance");

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("pooling", new TokenMixer.Pooling(3), 1_129_866L),
                Arguments.of("geometric", TokenMixer.Geometric.ofKernel(5), 1_130_890L),
                Arguments.of("separable", new TokenMixer.SeparableConv(2, 3, Activation.GELU), 1_901_962L),
                Arguments.of("attention", new TokenMixer.Attention(32, false), 1_883_530L));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void a_network_is_the_small_one_with_its_mixer(String name, TokenMixer mixer, long parameters) throws IOException {
        ModelDescription model = ModelDescription.read(FOLDER.resolve(name).resolve("model.json"));

        assertThat(model.name()).isEqualTo(name + "_cifar10");
        assertThat(model.architecture())
                .isEqualTo(SmallModels.metaFormer(mixer, List.of(64, 128, 256), List.of(2, 3, 2), 10));
        assertThat(model.preprocessing()).isEqualTo(SmallModels.cifar10());
        assertThat(Complexity.of(model.architecture(), 32, 32).trainable()).isEqualTo(parameters);
    }

    @Test
    void the_recipe_is_that_of_the_embedded_model_but_shorter() throws IOException {
        TrainingRecipe recipe = TrainingRecipe.parse(Files.readString(FOLDER.resolve("recipe.json")));
        TrainingRecipe embedded =
                TrainingRecipe.parse(Files.readString(Documents.ROOT.resolve("recipes/cifar10/recipe.json")));

        assertThat(recipe.epochs()).isEqualTo(30);
        assertThat(recipe.optimization()).isEqualTo(embedded.optimization());
        assertThat(recipe.augmentation()).isEqualTo(embedded.augmentation());
        assertThat(recipe.batching()).isEqualTo(embedded.batching());
    }
}
