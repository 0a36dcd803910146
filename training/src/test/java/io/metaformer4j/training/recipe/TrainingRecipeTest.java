package io.metaformer4j.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.metaformer4j.engine.Device;
import io.metaformer4j.engine.Precision;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.training.Runs;
import io.metaformer4j.training.objective.BinaryCrossEntropy;
import io.metaformer4j.training.objective.ObjectiveSpec;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.OptimizerSpec;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Plateau;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Tanh;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.transform.Cropping;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRecipeTest {

    static Stream<TrainingRecipe> recipes() {
        return Stream.of(
                Runs.recipe(3, 2, 2),
                Runs.recipe(3, 1, 1, Runs.EVERYTHING),
                with(new Decay.Constant(), new Clipping.None(), new Averaging.None()),
                with(
                        new Decay.MultiStep(List.of(1, 2), 0.1),
                        new Clipping.JointNorm(5, Double.POSITIVE_INFINITY),
                        new Averaging.Exponential(0.99)),
                with(new Decay.Step(2.4, 0.97), new Clipping.None(), new Averaging.None()),
                with(new Decay.Polynomial(1e-6, 2, 1.5), new Clipping.None(), new Averaging.None()),
                with(new Tanh(1e-6), new Clipping.None(), new Averaging.None()),
                with(new Plateau(1e-6, 0.5, 3, "loss", 1e-3, 2), new Clipping.None(), new Averaging.None()));
    }

    private static TrainingRecipe with(Decay decay, Clipping clipping, Averaging averaging) {
        return new TrainingRecipe(
                "other",
                -3,
                5,
                Batching.of(16),
                new BinaryCrossEntropy(0, OptionalDouble.of(0.2), true),
                new Optimization(Sgd.of(1e-3, 0), new Schedule(Warmup.NONE, decay, 2, false), clipping, averaging),
                Runs.CROPS,
                Architecture.Regularization.NONE,
                Precision.BFLOAT16);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void a_recipe_read_back_equals_the_one_written(TrainingRecipe recipe) {
        assertThat(TrainingRecipe.parse(recipe.toJson())).isEqualTo(recipe);
        assertThat(TrainingRecipe.fromData(recipe.toData())).isEqualTo(recipe);
    }

    @Test
    void a_recipe_of_version_1_means_the_same_as_then() {
        TrainingRecipe old = TrainingRecipe.parse(Fixtures.text("recipe/recipe-version-1.json"));
        assertThat(old.toJson()).contains("\"version\" : 2");
        assertThat(TrainingRecipe.parse(old.toJson())).isEqualTo(old);
        assertThat(old.batching()).isEqualTo(new Batching(128, 1, 2));
        assertThat(old.objective()).isEqualTo(new SoftCrossEntropy(0.1));
        assertThat(old.optimization())
                .isEqualTo(Optimization.of(AdamW.of(2e-3, 0.05), Schedule.cosine(Warmup.linear(3, 1e-6), 1e-6))
                        .withClipping(new Clipping.JointNorm(1)));
        assertThat(old.epochs()).isEqualTo(90);
        assertThat(old.precision()).isEqualTo(Precision.BFLOAT16);
    }

    /** The names were constants of the recipe then, which are read in either case. */
    @ParameterizedTest
    @ValueSource(strings = {"top1", "top5", "loss", "LOSS"})
    void a_recipe_from_before_metrics_had_names_of_their_own_says_the_same(String stored) {
        String name = stored.toLowerCase(Locale.ROOT);
        Plateau decay = new Plateau(1e-6, 0.5, 3, name, 1e-3, 2);
        TrainingRecipe recipe =
                with(decay, new Clipping.None(), new Averaging.None()).withKept(new CheckpointSelection(name, 2));
        String json = recipe.toJson();
        String metric = "\"metric\" : \"" + name + "\"";
        assertThat(json).containsPattern("\"patience\" : 3,\\s+" + metric + ",\\s+\"threshold\" : 0.001");
        assertThat(json).containsPattern("\"kept\" : \\{\\s+" + metric + ",\\s+\"history\" : 2\\s+}");
        String older = json.replace(metric, "\"score\" : \"" + stored + "\"");
        assertThat(TrainingRecipe.parse(older)).isEqualTo(recipe);
        assertThat(TrainingRecipe.parse(older).toJson()).isEqualTo(json);
    }

    @Test
    void the_old_and_the_new_name_of_a_metric_do_not_stand_side_by_side() {
        String json = Runs.recipe(3, 1, 1).toJson();
        String both = json.replace("\"metric\" : \"top1\"", "\"metric\" : \"top1\", \"score\" : \"loss\"");
        assertThat(both).isNotEqualTo(json);
        assertThatThrownBy(() -> TrainingRecipe.parse(both))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("field kept.score is unknown");
    }

    @Test
    void a_metric_that_cannot_be_called_so_is_refused_with_its_place() {
        String json = Runs.recipe(3, 1, 1).toJson();
        assertThatThrownBy(() -> TrainingRecipe.parse(json.replace("\"metric\" : \"top1\"", "\"metric\" : \"f-1\"")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("field kept")
                .hasMessageContaining("'f-1' is no name of a metric");
    }

    @Test
    void a_polynomial_from_before_it_had_an_exponent_is_the_plain_one() {
        TrainingRecipe recipe = with(new Decay.Polynomial(1e-6, 2), new Clipping.None(), new Averaging.None());
        String older = recipe.toJson().replaceFirst(",\\s*\"exponent\" : 1.0", "");
        assertThat(older).isNotEqualTo(recipe.toJson());
        assertThat(TrainingRecipe.parse(older)).isEqualTo(recipe);
    }

    @Test
    void a_recipe_from_before_there_was_a_shuffle_buffer_mixes_all_pictures() {
        TrainingRecipe recipe = Runs.recipe(3, 2, 1);
        String older = recipe.toJson().replaceFirst(",\\s*\"shuffle_buffer\" : 0", "");
        assertThat(older).isNotEqualTo(recipe.toJson());
        assertThat(TrainingRecipe.parse(older)).isEqualTo(recipe);
        TrainingRecipe shardwise = recipe.withBatching(recipe.batching().withShuffleBuffer(500));
        assertThat(TrainingRecipe.parse(shardwise.toJson()))
                .isEqualTo(shardwise)
                .isNotEqualTo(recipe);
        assertThat(shardwise.fitted(8, 1).batching()).isEqualTo(new Batching(4, 2, 1, 500));
    }

    @Test
    void a_wrong_field_of_version_1_is_named() {
        String json = Fixtures.text("recipe/recipe-version-1.json");
        assertThatThrownBy(() -> TrainingRecipe.parse(json.replace("\"seed\"", "\"sed\" : 1, \"seed\"")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("field sed is unknown");
        assertThatThrownBy(() -> TrainingRecipe.parse(json.replace("\"replicas\" : 2,", "")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("field batching.replicas is missing");
    }

    @Test
    void every_alternative_has_a_name() {
        assertNamed(OptimizerSpec.class, RecipeJson.OptimizerTypes.class);
        assertNamed(ObjectiveSpec.class, RecipeJson.ObjectiveTypes.class);
        assertNamed(Decay.class, RecipeJson.DecayTypes.class);
        assertNamed(Clipping.class, RecipeJson.ClippingTypes.class);
        assertNamed(Averaging.class, RecipeJson.AveragingTypes.class);
        assertNamed(Cropping.class, RecipeJson.CroppingTypes.class);
    }

    private static void assertNamed(Class<?> sealed, Class<?> names) {
        JsonSubTypes types = names.getAnnotation(JsonSubTypes.class);
        assertThat(Arrays.stream(types.value()).<Class<?>>map(JsonSubTypes.Type::value))
                .containsExactlyInAnyOrder(sealed.getPermittedSubclasses());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "epochs" : 3 | "epochs" : 0 | needs at least one
            "epochs" : 3 | "epochs" : "3" | field epochs
            "epochs" : 3 | "epochs" : 3, "warmup" : 2 | field warmup is unknown
            "size" : 8 | "size" : 0 | batch size 0
            "version" : 2 | "version" : 3 | field version is 3
            "replicas" : 1 | "replicas" : 9 | 9 replicas cannot share a batch of 8
            "shuffle_buffer" : 0 | "shuffle_buffer" : -1 | a shuffle buffer of -1 pictures
            "accumulation" : 1 | "accumulation" : 0 | an update from 0 batches
            "label_smoothing" : 0.1 | "label_smoothing" : 1.0 | label smoothing 1.0
            "adamw" | "sgdx" | field optimization.optimizer has the unknown type 'sgdx'
            "horizontal_flip" : 0.5, | '' | field augmentation.horizontal_flip is missing
            "rate" : 0.004 | "rate" : -0.004 | field optimization.optimizer: the learning rate
            """)
    void a_wrong_field_is_named(String right, String wrong, String message) {
        String json = Runs.recipe(3, 1, 1).toJson();
        assertThat(json).contains(right);
        assertThatThrownBy(() -> TrainingRecipe.parse(json.replaceFirst(Pattern.quote(right), wrong)))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("training recipe")
                .hasMessageContaining(message);
    }

    @Test
    void float16_is_for_graphics_cards() {
        TrainingRecipe recipe = Runs.recipe(3, 1, 1).withPrecision(Precision.FLOAT16);
        assertThat(TrainingRecipe.parse(recipe.toJson())).isEqualTo(recipe);
        assertThatCode(() -> recipe.requireTrainableOn(new Device(Device.Kind.CUDA, 1)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Runs.task(recipe, Path.of("run")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("training in fp16 needs a graphics card (cuda); use bf16 on a processor, or fp32");
    }

    @Test
    void mixing_wants_an_even_batch() {
        String json = Runs.recipe(3, 1, 1, Runs.EVERYTHING).toJson();
        assertThatThrownBy(() -> TrainingRecipe.parse(json.replace("\"size\" : 8", "\"size\" : 7")))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("batch size 7 must be even");
    }
}
