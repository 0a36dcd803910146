package io.metaformer4j.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.operation.PictureOperation;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.Interpolation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A recipe without one usual value: each option changes its own number and nothing else. */
class AugmentationArgumentsTest {

    private static final RandomResizedCrop CROP =
            new RandomResizedCrop(0.5, 0.9, 0.6, 1.7, List.of(Interpolation.LANCZOS));
    private static final ColorJitter JITTER = new ColorJitter(0.1, 0.2, 0.3);
    private static final Cutout CUTOUT = new Cutout(4, 1, 2, 3);
    private static final RandomErasing ERASING = new RandomErasing(0.25, 0.1, 0.2, 0.5, 3, RandomErasing.Fill.PIXEL);
    private static final Mixup MIXUP = new Mixup(0.3, 0.4, 0.6, 0.7, Mixup.Mode.ELEM);

    private static final AugmentationRecipe RECIPE = new AugmentationRecipe(
            CROP, 0.1, 0.2, Optional.empty(), List.of(CUTOUT, JITTER), Optional.of(ERASING), Optional.of(MIXUP));

    private static AugmentationRecipe changed(AugmentationRecipe base, String... options) {
        return CommandLine.populateCommand(new AugmentationArguments(), options).augmentation(base);
    }

    @Test
    void without_options_all_stays() {
        assertThat(changed(RECIPE)).isEqualTo(RECIPE);
    }

    @Test
    void mixup_and_cutmix_keep_probabilities_and_mode() {
        assertThat(changed(RECIPE, "--mixup", "0.8"))
                .isEqualTo(RECIPE.withMixing(Optional.of(new Mixup(0.8, 0.4, 0.6, 0.7, Mixup.Mode.ELEM))));
        assertThat(changed(RECIPE, "--cutmix", "0"))
                .isEqualTo(RECIPE.withMixing(Optional.of(new Mixup(0.3, 0, 0.6, 0.7, Mixup.Mode.ELEM))));
        assertThat(changed(RECIPE, "--mixup", "0", "--cutmix", "0")).isEqualTo(RECIPE.withMixing(Optional.empty()));
    }

    @Test
    void erasing_keeps_area_aspect_boxes_and_fill() {
        assertThat(changed(RECIPE, "--reprob", "0.5"))
                .isEqualTo(RECIPE.withErasing(
                        Optional.of(new RandomErasing(0.5, 0.1, 0.2, 0.5, 3, RandomErasing.Fill.PIXEL))));
        assertThat(changed(RECIPE, "--reprob", "0")).isEqualTo(RECIPE.withErasing(Optional.empty()));
    }

    @Test
    void erasing_fills_as_timm_s_unless_asked_otherwise() {
        AugmentationRecipe none = RECIPE.withErasing(Optional.empty());
        assertThat(changed(none, "--reprob", "0.25").erasing())
                .contains(RandomErasing.of(0.25, RandomErasing.Fill.PIXEL));
        assertThat(changed(none, "--reprob", "0.25", "--remode", "rand", "--recount", "2")
                        .erasing())
                .contains(new RandomErasing(0.25, 0.02, 1.0 / 3, 0.3, 2, RandomErasing.Fill.RAND));
        assertThat(changed(RECIPE, "--remode", "const").erasing())
                .contains(new RandomErasing(0.25, 0.1, 0.2, 0.5, 3, RandomErasing.Fill.CONST));
    }

    @Test
    void mixing_has_all_the_numbers_of_timm() {
        AugmentationRecipe none = RECIPE.withMixing(Optional.empty());
        assertThat(changed(none, "--cutmix-minmax", "0.2", "0.8", "--mixup-off-epoch", "200")
                        .mixing())
                .contains(new Mixup(0, 1, 1, 0.5, Mixup.Mode.BATCH, Optional.of(new Mixup.BoxSides(0.2, 0.8)), 200));
        AugmentationRecipe changed =
                changed(RECIPE, "--mixup-prob", "0.9", "--mixup-switch-prob", "0.1", "--mixup-mode", "pair");
        assertThat(changed.mixing()).contains(new Mixup(0.3, 0.4, 0.9, 0.1, Mixup.Mode.PAIR));
    }

    @Test
    void sides_of_boxes_stay_until_cutmix_is_given() {
        AugmentationRecipe sided = changed(RECIPE, "--cutmix-minmax", "0.2", "0.8");
        assertThat(changed(sided, "--mixup", "0.8").mixing().orElseThrow().cutmixSides())
                .contains(new Mixup.BoxSides(0.2, 0.8));
        assertThat(changed(sided, "--cutmix", "0.5").mixing()).contains(new Mixup(0.3, 0.5, 0.6, 0.7, Mixup.Mode.ELEM));
    }

    @Test
    void an_aspect_ratio_keeps_scales_and_filters() {
        assertThat(changed(RECIPE, "--ratio", "1", "1").cropping())
                .isEqualTo(new RandomResizedCrop(0.5, 0.9, 1, 1, List.of(Interpolation.LANCZOS)));
    }

    @Test
    void a_random_filter_keeps_scales_and_aspect_ratios() {
        assertThat(changed(RECIPE, "--train-interpolation", "random").cropping())
                .isEqualTo(new RandomResizedCrop(
                        0.5, 0.9, 0.6, 1.7, List.of(Interpolation.BILINEAR, Interpolation.BICUBIC)));
    }

    @Test
    void cutout_keeps_colour_and_place_and_jitter_its_place() {
        assertThat(changed(RECIPE, "--cutout", "8").operations()).containsExactly(new Cutout(8, 1, 2, 3), JITTER);
        assertThat(changed(RECIPE, "--color-jitter", "0.4").operations()).containsExactly(CUTOUT, ColorJitter.of(0.4));
        assertThat(changed(RECIPE, "--color-jitter", "0.4", "0.3", "0.2", "0.1").operations())
                .containsExactly(CUTOUT, new ColorJitter(0.4, 0.3, 0.2, 0.1));
        assertThat(changed(RECIPE, "--color-jitter", "0.4", "0", "0.2").operations())
                .containsExactly(CUTOUT, new ColorJitter(0.4, 0, 0.2));
        assertThat(changed(RECIPE, "--cutout", "0", "--color-jitter", "0").operations())
                .isEmpty();
    }

    @Test
    void operations_without_an_option_stay() {
        PictureOperation other = (canvas, draws) -> canvas.flipVertically();
        AugmentationRecipe base = RECIPE.withOperations(List.of(other));
        assertThat(changed(base, "--cutout", "8").operations()).containsExactly(other, new Cutout(8, 120, 120, 120));
        assertThat(changed(base, "--color-jitter", "0.4").operations()).containsExactly(ColorJitter.of(0.4), other);
    }
}
