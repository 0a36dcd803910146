package io.metaformer4j.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.optimizer.Averaging;
import io.metaformer4j.training.optimizer.Clipping;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.StandardRecipes;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Each option changes its own number and nothing else. */
class OptimizationArgumentsTest {

    private static final Averaging.DecayWarmup WARMUP = new Averaging.DecayWarmup(true, 2, 0.5, 0.1, 7);

    private static final Optimization RECIPE = StandardRecipes.scratch()
            .optimization()
            .withClipping(new Clipping.Norm(3, 1))
            .withAveraging(new Averaging.Exponential(0.9, WARMUP));

    private static Optimization changed(Optimization base, String... options) {
        return CommandLine.populateCommand(new OptimizationArguments(), options).optimization(base);
    }

    @Test
    void without_options_all_stays() {
        assertThat(changed(RECIPE)).isEqualTo(RECIPE);
    }

    @Test
    void a_limit_of_the_gradient_keeps_the_exponent_of_its_norm() {
        assertThat(changed(RECIPE, "--clip-grad", "5")).isEqualTo(RECIPE.withClipping(new Clipping.Norm(5, 1)));
        assertThat(changed(RECIPE.withClipping(new Clipping.None()), "--clip-grad", "5")
                        .clipping())
                .isEqualTo(new Clipping.Norm(5));
    }

    @Test
    void a_decay_of_the_average_keeps_its_warm_up() {
        assertThat(changed(RECIPE, "--model-ema-decay", "0.99"))
                .isEqualTo(RECIPE.withAveraging(new Averaging.Exponential(0.99, WARMUP)));
        assertThat(changed(RECIPE.withAveraging(new Averaging.None()), "--model-ema-decay", "0.99")
                        .averaging())
                .isEqualTo(new Averaging.Exponential(0.99, Averaging.DecayWarmup.TIMM));
        assertThat(changed(RECIPE, "--model-ema-decay", "0").averaging()).isEqualTo(new Averaging.None());
    }
}
