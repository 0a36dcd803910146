package io.metaformer4j.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.training.Runs;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.auto.AutomaticAugmentation;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.random.SplitMix64;
import io.metaformer4j.vision.transform.PaddedCrop;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.Interpolation;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy in a recipe: as its text, before the other operations, with the colour and the filters of the run. */
class AugmentationRecipeTest {

    private static final String POLICY = "rand-m9-mstd0.5-inc1";
    private static final AugmentationRecipe WITH_POLICY = policy(POLICY);

    private static AugmentationRecipe policy(String text) {
        return Runs.EVERYTHING.withAutomatic(Optional.of(AutomaticAugmentation.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {POLICY, "rand-inc1-m9", "original-mstd0.5", "3a", "augmix-m5-w4-d2-b1"})
    void a_policy_is_stored_as_the_text_that_was_typed(String text) {
        TrainingRecipe recipe = Runs.recipe(3, 1, 1, policy(text));

        assertThat(recipe.toJson()).contains("\"automatic\" : \"" + text + "\"");
        assertThat(TrainingRecipe.parse(recipe.toJson())).isEqualTo(recipe);
        assertThat(TrainingRecipe.fromData(recipe.toData())).isEqualTo(recipe);
    }

    @Test
    void a_recipe_from_before_there_were_policies_has_none() {
        TrainingRecipe recipe = Runs.recipe(3, 1, 1, Runs.EVERYTHING);
        String older = recipe.toJson().replaceFirst("\"automatic\" : null,\\s*", "");

        assertThat(older).isNotEqualTo(recipe.toJson());
        assertThat(TrainingRecipe.parse(older)).isEqualTo(recipe);
        assertThat(TrainingRecipe.parse(Fixtures.text("recipe/recipe-version-1.json"))
                        .augmentation()
                        .automatic())
                .isEmpty();
    }

    @Test
    void the_loader_erases_only_where_nothing_is_mixed() {
        Preprocessing input = Runs.MODEL.preprocessing();
        assertThat(Runs.EVERYTHING.of(input).erasing()).isEmpty();
        assertThat(Runs.EVERYTHING.erasingBehindMixing())
                .isEqualTo(Runs.EVERYTHING.erasing())
                .isPresent();
        AugmentationRecipe alone = Runs.EVERYTHING.withMixing(Optional.empty());
        assertThat(alone.of(input).erasing()).isEqualTo(alone.erasing()).isPresent();
        assertThat(alone.erasingBehindMixing()).isEmpty();
    }

    @Test
    void sides_of_boxes_and_the_end_of_mixing_are_stored() {
        Mixup mixing = new Mixup(0.8, 1, 0.5, 0.3, Mixup.Mode.PAIR, Optional.of(new Mixup.BoxSides(0.2, 0.8)), 200);
        TrainingRecipe recipe = Runs.recipe(3, 1, 1, Runs.EVERYTHING.withMixing(Optional.of(mixing)));
        assertThat(TrainingRecipe.parse(recipe.toJson())).isEqualTo(recipe);
        assertThatThrownBy(() ->
                        TrainingRecipe.parse(recipe.toJson().replace("\"off_epoch\" : 200", "\"off_epoch\" : -1")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("field augmentation.mixing")
                .hasMessageContaining("epoch -1");
    }

    @Test
    void a_wrong_policy_is_named_with_its_field() {
        String json = Runs.recipe(3, 1, 1, WITH_POLICY).toJson();

        assertThatThrownBy(() -> TrainingRecipe.parse(json.replace(POLICY, "rand-m9-x3")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("training recipe, field augmentation.automatic", "section 'x3' is unknown");
        assertThatThrownBy(() -> TrainingRecipe.parse(json.replace("\"" + POLICY + "\"", "9")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("field augmentation.automatic");
    }

    @Test
    void changes_between_recipes_name_the_policy() {
        assertThat(RecipeJson.differences(Runs.recipe(3, 1, 1, Runs.EVERYTHING), Runs.recipe(3, 1, 1, WITH_POLICY)))
                .containsExactly("augmentation.automatic was null, is " + POLICY);
    }

    @Test
    void the_policy_comes_before_the_other_operations() {
        List<PictureOperation> operations =
                WITH_POLICY.of(Preprocessing.imageNet(32, 1)).operations();

        assertThat(operations).hasSize(2).last().isEqualTo(ColorJitter.of(0.4));
        assertThat(Runs.EVERYTHING.of(Preprocessing.imageNet(32, 1)).operations())
                .containsExactly(ColorJitter.of(0.4));
    }

    /** The corner of a dark picture that is turned lies outside of it. */
    @Test
    void what_lies_outside_is_filled_with_the_mean_of_the_input() {
        PictureOperation operation =
                policy("v0").of(Preprocessing.imageNet(32, 1)).operations().get(0);
        Picture dark = Picture.filled(32, 32, 1, 2, 3);
        boolean filled = false;
        for (int seed = 0; seed < 200; seed++) {
            Picture changed = operation.apply(dark, seed);
            filled |= changed.value(0, 0, 0) == 124 && changed.value(0, 0, 1) == 116 && changed.value(0, 0, 2) == 104;
        }
        assertThat(filled).isTrue();
    }

    @Test
    void the_filters_are_those_of_the_crop_and_others_than_bilinear_and_bicubic_are_refused() {
        Optional<AutomaticAugmentation> policy = Optional.of(AutomaticAugmentation.parse(POLICY));
        RandomResizedCrop crop = RandomResizedCrop.standard();
        AugmentationRecipe sharp = AugmentationRecipe.cropAndFlip(crop.withInterpolation(Interpolation.LANCZOS));

        assertThatThrownBy(() -> sharp.withAutomatic(policy))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("lanczos", "bilinear", "bicubic");
        assertThat(AugmentationRecipe.cropAndFlip(crop.withInterpolation(Interpolation.BICUBIC))
                        .withAutomatic(policy)
                        .automatic())
                .isEqualTo(policy);
        assertThat(AugmentationRecipe.cropAndFlip(PaddedCrop.standard())
                        .withAutomatic(policy)
                        .automatic())
                .isEqualTo(policy);
    }

    @Test
    void equal_seeds_give_equal_pictures() {
        PictureOperation operation =
                WITH_POLICY.of(Preprocessing.imageNet(16, 1)).operations().get(0);
        Picture noise = Picture.filled(16, 16, 0, 0, 0);
        SplitMix64 draws = new SplitMix64(1);
        for (int i = 0; i < noise.byteCount(); i++) {
            noise.rgb()[i] = (byte) draws.integer(0, 255);
        }
        for (int seed = 0; seed < 20; seed++) {
            assertThat(operation.apply(noise, seed).rgb())
                    .isEqualTo(operation.apply(noise, seed).rgb());
        }
    }
}
