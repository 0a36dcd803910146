package io.metaformer4j.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.training.recipe.AugmentationRecipe;
import io.metaformer4j.vision.augment.auto.AugMix;
import io.metaformer4j.vision.augment.auto.RandAugment;
import io.metaformer4j.vision.operation.ColorJitter;
import io.metaformer4j.vision.operation.Cutout;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code --aa}, and what becomes of the color jitter beside it. */
class AutomaticArgumentsTest {

    private static final String POLICY = "rand-m9-mstd0.5-inc1";
    private static final ColorJitter JITTER = ColorJitter.of(0.4);
    private static final Cutout CUTOUT = new Cutout(4, 1, 2, 3);
    private static final AugmentationRecipe PLAIN = AugmentationRecipe.cropAndFlip(RandomResizedCrop.standard());
    private static final AugmentationRecipe JITTERED = PLAIN.withOperations(List.of(JITTER, CUTOUT));
    private static final AugmentationRecipe BOTH = JITTERED.withAutomatic(Optional.of(new RandAugment(POLICY)));

    private static AugmentationRecipe changed(AugmentationRecipe base, String... options) {
        return CommandLine.populateCommand(new AugmentationArguments(), options).augmentation(base);
    }

    @Test
    void a_policy_is_taken_over_as_it_was_typed_and_none_takes_it_away() {
        assertThat(changed(PLAIN, "--aa", POLICY).automatic()).contains(new RandAugment(POLICY));
        assertThat(changed(BOTH, "--aa", "augmix-m5").automatic()).contains(new AugMix("augmix-m5"));
        assertThat(changed(BOTH, "--aa", "none")).isEqualTo(JITTERED);
        assertThat(changed(BOTH, "--hflip", "0.5")).isEqualTo(BOTH);
    }

    @Test
    void a_policy_replaces_the_color_jitter_of_the_recipe_and_nothing_else() {
        assertThat(changed(JITTERED, "--aa", POLICY).operations()).containsExactly(CUTOUT);
        assertThat(changed(BOTH, "--aa", POLICY).operations()).containsExactly(CUTOUT);
        assertThat(changed(JITTERED, "--aa", "original", "--color-jitter", "0").operations())
                .containsExactly(CUTOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3a", "rand-m6-t3a"})
    void three_augment_leaves_it(String policy) {
        assertThat(changed(JITTERED, "--aa", policy).operations()).containsExactly(JITTER, CUTOUT);
        assertThat(changed(PLAIN, "--aa", policy, "--color-jitter", "0.3").operations())
                .containsExactly(ColorJitter.of(0.3));
    }

    @Test
    void both_can_be_asked_for_and_a_recipe_with_both_keeps_them() {
        assertThat(changed(JITTERED, "--aa", POLICY, "--force-color-jitter").operations())
                .containsExactly(JITTER, CUTOUT);
        assertThat(changed(PLAIN, "--aa", POLICY, "--force-color-jitter", "--color-jitter", "0.2")
                        .operations())
                .containsExactly(ColorJitter.of(0.2));
        assertThat(changed(BOTH, "--color-jitter", "0.2").operations()).containsExactly(ColorJitter.of(0.2), CUTOUT);
    }

    @Test
    void a_jitter_that_would_be_replaced_is_refused() {
        assertThatThrownBy(() -> changed(PLAIN, "--aa", POLICY, "--color-jitter", "0.4"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContainingAll("--aa", "--color-jitter", "--force-color-jitter");
        AugmentationRecipe automatic = PLAIN.withAutomatic(Optional.of(new RandAugment(POLICY)));
        assertThatThrownBy(() -> changed(automatic, "--color-jitter", "0.4"))
                .hasMessageContaining("--force-color-jitter");
    }

    @Test
    void force_without_what_it_forces_is_refused() {
        assertThatThrownBy(() -> changed(PLAIN, "--force-color-jitter"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("--aa");
        assertThatThrownBy(() -> changed(PLAIN, "--force-color-jitter", "--aa", POLICY))
                .hasMessageContaining("--color-jitter");
        assertThatThrownBy(() -> changed(JITTERED, "--force-color-jitter", "--aa", "none"))
                .hasMessageContaining("--aa");
    }

    @Test
    void a_policy_that_is_none_and_a_filter_that_cannot_warp_are_refused() {
        assertThatThrownBy(() -> changed(PLAIN, "--aa", "rand-q1"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("section 'q1' is unknown");
        assertThatThrownBy(() -> changed(PLAIN, "--aa", POLICY, "--train-interpolation", "lanczos"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("lanczos");
    }
}
