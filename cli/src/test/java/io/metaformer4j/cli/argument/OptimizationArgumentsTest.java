package io.metaformer4j.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.Adan;
import io.metaformer4j.training.optimizer.Lamb;
import io.metaformer4j.training.optimizer.Lion;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.BaseRate;
import io.metaformer4j.training.recipe.Freezing;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.StandardRecipes;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Each option changes its own number and nothing else. */
class OptimizationArgumentsTest {

    private static final Averaging.DecayWarmup WARMUP = new Averaging.DecayWarmup(true, 2, 0.5, 0.1, 7);

    private static final Optimization RECIPE = StandardRecipes.scratch()
            .optimization()
            .withClipping(new Clipping.JointNorm(3, 1))
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
        assertThat(changed(RECIPE, "--clip-grad", "5")).isEqualTo(RECIPE.withClipping(new Clipping.JointNorm(5, 1)));
        assertThat(changed(RECIPE.withClipping(new Clipping.None()), "--clip-grad", "5")
                        .clipping())
                .isEqualTo(new Clipping.JointNorm(5));
    }

    @Test
    void a_decay_of_the_average_keeps_its_warm_up() {
        assertThat(changed(RECIPE, "--model-ema-decay", "0.99"))
                .isEqualTo(RECIPE.withAveraging(new Averaging.Exponential(0.99, WARMUP)));
        assertThat(changed(RECIPE.withAveraging(new Averaging.None()), "--model-ema-decay", "0.99")
                        .averaging())
                .isEqualTo(new Averaging.Exponential(0.99));
        assertThat(changed(RECIPE, "--model-ema-decay", "0").averaging()).isEqualTo(new Averaging.None());
    }

    private static OptimizerSpec optimizer(String... options) {
        return changed(RECIPE, options).optimizer();
    }

    @Test
    void an_optimizer_is_named_as_in_timm_and_keeps_rate_and_decay() {
        double rate = RECIPE.optimizer().rate();
        assertThat(optimizer("--opt", "momentum")).isEqualTo(new Sgd(rate, 0.05, 0.9, false));
        assertThat(optimizer("--optimizer", "lamb")).isEqualTo(Lamb.of(rate, 0.05));
        assertThat(optimizer("--opt", "lion", "--weight-decay", "0.5", "--lr", "1e-4", "--opt-betas", "0.95", "0.98"))
                .isEqualTo(new Lion(1e-4, 0.5, 0.95, 0.98));
        assertThat(optimizer("--opt", "adanw", "--opt-eps", "1e-6", "--opt-betas", "0.9", "0.8", "0.7"))
                .isEqualTo(new Adan(rate, 0.05, 0.9, 0.8, 0.7, 1e-6, false));
        assertThat(optimizer("--opt", "lamb", "--opt-kwargs", "always_adapt=True", "max_grad_norm=none"))
                .isEqualTo(new Lamb(rate, 0.05, 0.9, 0.999, 1e-6, OptionalDouble.empty(), false, true, false));
    }

    @Test
    void an_optimizer_that_stands_there_keeps_its_numbers() {
        Optimization base = RECIPE.withOptimizer(new AdamW(1e-3, 0.1, 0.8, 0.9, 1e-5));
        assertThat(changed(base, "--opt", "adamw", "--opt-eps", "1e-7").optimizer())
                .isEqualTo(new AdamW(1e-3, 0.1, 0.8, 0.9, 1e-7));
    }

    @Test
    void a_rate_is_given_or_follows_from_a_base() {
        Optimization based = changed(RECIPE, "--opt", "sgd", "--lr-base", "0.4");
        assertThat(based.baseRate()).contains(new BaseRate(0.4, 256, BaseRate.Scale.LINEAR));
        Optimization resized = changed(based, "--lr-base-size", "512", "--lr-base-scale", "sqrt");
        assertThat(resized.baseRate()).contains(new BaseRate(0.4, 512, BaseRate.Scale.SQRT));
        Optimization other = changed(based, "--opt", "lamb");
        assertThat(other.baseRate()).contains(new BaseRate(0.4, 256, BaseRate.Scale.SQRT));
        assertThat(changed(resized, "--opt", "lamb").baseRate()).isEqualTo(resized.baseRate());
        Optimization given = changed(resized, "--lr", "0.3");
        assertThat(given.baseRate()).isEmpty();
        assertThat(given.optimizer().rate()).isEqualTo(0.3);
    }

    @Test
    void gradients_are_limited_in_the_way_that_is_named() {
        assertThat(changed(RECIPE, "--clip-grad", "0.02", "--clip-mode", "agc").clipping())
                .isEqualTo(new Clipping.Adaptive(0.02));
        assertThat(changed(RECIPE, "--clip-grad", "0.5", "--clip-mode", "value").clipping())
                .isEqualTo(new Clipping.Value(0.5));
        assertThat(changed(RECIPE.withClipping(new Clipping.Value(1)), "--clip-grad", "2")
                        .clipping())
                .isEqualTo(new Clipping.Value(2));
        assertThat(changed(RECIPE, "--clip-grad", "0").clipping()).isEqualTo(new Clipping.None());
    }

    @Test
    void layers_learn_at_rates_of_their_own() {
        assertThat(changed(RECIPE, "--layer-decay", "0.75")).isEqualTo(RECIPE.withLayerDecay(0.75));
    }

    @Test
    void modules_are_frozen_by_name_or_all_but_the_classifier() {
        Optimization frozen = changed(RECIPE, "--freeze", "stem,stages.0");
        assertThat(frozen).isEqualTo(RECIPE.withFreezing(Freezing.of(List.of("stem", "stages.0"))));
        assertThat(changed(frozen)).isEqualTo(frozen);
        assertThat(changed(frozen, "--freeze", "none")).isEqualTo(RECIPE);
        Optimization headOnly = changed(frozen, "--head-only");
        assertThat(headOnly.freezing()).isEqualTo(Freezing.ALL_BUT_CLASSIFIER);
        assertThat(changed(headOnly, "--freeze", "stem").freezing()).isEqualTo(Freezing.of(List.of("stem")));
    }

    @Test
    void an_average_is_switched_on_and_has_a_version() {
        Optimization none = RECIPE.withAveraging(new Averaging.None());
        Averaging.DecayWarmup timm = Averaging.DecayWarmup.TIMM;
        assertThat(changed(none, "--model-ema").averaging()).isEqualTo(new Averaging.Exponential(0.9998));
        assertThat(changed(none, "--model-ema", "--model-ema-warmup").averaging())
                .isEqualTo(new Averaging.Exponential(0.9998, timm));
        assertThat(changed(RECIPE, "--no-model-ema-warmup")
                        .averaging()
                        .average()
                        .orElseThrow()
                        .decayAt(100))
                .isEqualTo(0.9);
        assertThat(changed(none, "--model-ema-decay", "0.99", "--model-ema-version", "2")
                        .averaging())
                .isEqualTo(new Averaging.Steady(0.99));
        assertThat(changed(RECIPE, "--model-ema").averaging()).isEqualTo(RECIPE.averaging());
        Optimization steady = RECIPE.withAveraging(new Averaging.Steady(0.9));
        assertThat(changed(steady, "--model-ema-version", "3").averaging()).isEqualTo(new Averaging.Exponential(0.9));
    }
}
