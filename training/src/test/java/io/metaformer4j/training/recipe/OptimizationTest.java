package io.metaformer4j.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.optimizer.Adan;
import io.metaformer4j.training.optimizer.Lamb;
import io.metaformer4j.training.optimizer.Lion;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.zoo.MetaFormerException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimization of a recipe in JSON, and the learning rate that follows from a base rate. */
class OptimizationTest {

    private static final BaseRate BASE = new BaseRate(0.1, 256, BaseRate.Scale.SQRT);

    static Stream<Optimization> optimizations() {
        Optimization base = Runs.recipe(3, 1, 1).optimization();
        return Stream.of(
                base.withOptimizer(Lamb.of(0.01, 0.02)),
                base.withOptimizer(Lamb.of(0.01, 0.02)
                        .withMaxGradientNorm(OptionalDouble.empty())
                        .flatMap(lamb -> lamb.withSwitch("always_adapt", true))
                        .orElseThrow()),
                base.withOptimizer(Lion.of(1e-4, 0.5)).withClipping(new Clipping.Value(0.5)),
                base.withOptimizer(Adan.of(1e-3, 0.02)).withClipping(new Clipping.Adaptive(0.02)),
                base.withAveraging(new Averaging.Steady(0.99)),
                base.withLayerDecay(0.75).withBaseRate(Optional.of(BASE)));
    }

    @ParameterizedTest
    @MethodSource("optimizations")
    void an_optimization_read_back_equals_the_one_written(Optimization optimization) {
        TrainingRecipe recipe = Runs.recipe(3, 1, 1).withOptimization(optimization);
        assertThat(TrainingRecipe.parse(recipe.toJson())).isEqualTo(recipe);
        assertThat(TrainingRecipe.fromData(recipe.toData())).isEqualTo(recipe);
    }

    @Test
    void a_recipe_from_before_layer_decay_and_base_rate_has_neither() {
        TrainingRecipe recipe = Runs.recipe(3, 1, 1);
        String older = recipe.toJson().replaceFirst(",\\s*\"layer_decay\" : 1.0,\\s*\"base_rate\" : null", "");
        assertThat(older).isNotEqualTo(recipe.toJson());
        assertThat(TrainingRecipe.parse(older)).isEqualTo(recipe);
    }

    static Stream<JsonNode> rates() {
        return StreamSupport.stream(
                Fixtures.json("optimizer/lr_base_scaling.json").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("rates")
    void the_rate_follows_from_the_base_rate_as_in_timm(JsonNode fixture) {
        OptimizerSpec optimizer =
                OptimizerSpec.named(fixture.get("opt").textValue(), 1, 0).orElseThrow();
        BaseRate.Scale scale = BaseRate.Scale.of(optimizer);
        assertThat(scale.name()).isEqualToIgnoringCase(fixture.get("scale").textValue());
        double rate = new BaseRate(
                        fixture.get("lr_base").doubleValue(),
                        fixture.get("lr_base_size").intValue(),
                        scale)
                .rateOf(fixture.get("global_batch").intValue());
        double expected = fixture.get("lr").doubleValue();
        assertThat(rate).isCloseTo(expected, within(1e-9 * expected));
    }

    @Test
    void all_rates_of_timm_are_compared() {
        assertThat(rates()).hasSize(12);
    }

    @Test
    void the_rate_of_a_recipe_follows_its_batches() {
        TrainingRecipe recipe = Runs.recipe(3, 2, 1);
        TrainingRecipe based = recipe.withOptimization(recipe.optimization().withBaseRate(Optional.of(BASE)));
        assertThat(based.optimization().optimizer().rate()).isEqualTo(0.1 * Math.sqrt(16 / 256.0));
        TrainingRecipe larger = based.withBatching(new Batching(128, 8, 1));
        assertThat(larger.optimization().optimizer().rate()).isEqualTo(0.2);
        assertThat(larger.optimization().optimizer().weightDecay()).isEqualTo(0.05);
    }

    @Test
    void impossible_numbers_are_refused_by_name() {
        Optimization optimization = Runs.recipe(3, 1, 1).optimization();
        assertThatThrownBy(() -> optimization.withLayerDecay(0))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("layer decay of 0.0");
        assertThatThrownBy(() -> new BaseRate(0.1, 0, BaseRate.Scale.LINEAR))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("0 pictures");
        assertThatThrownBy(() -> new Clipping.Adaptive(0)).hasMessageContaining("factor 0.0");
        assertThatThrownBy(() -> new Clipping.Value(-1)).hasMessageContaining("values to -1.0");
    }
}
