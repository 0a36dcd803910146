package io.metaformer4j.training.recipe.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metaformer4j.engine.Precision;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.AdamW;
import io.metaformer4j.training.optimizer.Lamb;
import io.metaformer4j.training.optimizer.average.Averaging;
import io.metaformer4j.training.optimizer.clip.Clipping;
import io.metaformer4j.training.recipe.Batching;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import io.metaformer4j.training.schedule.Decay;
import io.metaformer4j.training.schedule.Schedule;
import io.metaformer4j.training.schedule.Warmup;
import io.metaformer4j.vision.augment.Mixup;
import io.metaformer4j.vision.augment.RandomErasing;
import io.metaformer4j.vision.transform.RandomResizedCrop;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of the scripts, typed from them and not from the files that are tested. */
class PublishedRecipesTest {

    private static final PublishedRecipes RECIPES = PublishedRecipes.standard();

    private static final Warmup FIVE_EPOCHS = Warmup.linear(5, 1e-6);
    private static final Warmup TWENTY_EPOCHS = Warmup.linear(20, 1e-6);

    static List<PublishedRecipe> all() {
        return RECIPES.all();
    }

    static List<PublishedRecipe> scripts() {
        return RECIPES.all().stream()
                .filter(recipe -> !recipe.name().equals("timm"))
                .toList();
    }

    static Stream<String> names(String... starts) {
        return RECIPES.all().stream().map(PublishedRecipe::name).filter(name -> Stream.of(starts)
                .anyMatch(name::startsWith));
    }

    static Stream<String> poolFormers() {
        return names("poolformer_");
    }

    static Stream<String> simpleBaselines() {
        return names("poolformerv2_", "identityformer_", "randformer_");
    }

    static Stream<String> convFormers() {
        return names("convformer_");
    }

    static Stream<String> caFormers() {
        return names("caformer_");
    }

    static Stream<String> geoFormers() {
        return names("train_imagenet", "geoformer_", "gaformer_", "paformer_");
    }

    static Stream<String> earlierGeoFormers() {
        return names("geometaformer_");
    }

    private static TrainingRecipe recipe(String name) {
        return RECIPES.get(name).layers().recipe();
    }

    /**
     * Drop path, head dropout and accuracy: sail-sg/metaformer, scripts/ (one script a line) and the tables of its README;
     * sail-sg/poolformer, README, "Train" and "PoolFormer Models"; ShurenQi/GeoFormer, train_geometaformer.py at 08efb8f and
     * timm/train_imagenet.py at d39897b.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            poolformer_s12               | poolformer_s12        | 0.1  | 0   | 77.2
            poolformer_s24               | poolformer_s24        | 0.1  | 0   | 80.3
            poolformer_s36               | poolformer_s36        | 0.2  | 0   | 81.4
            poolformer_m36               | poolformer_m36        | 0.3  | 0   | 82.1
            poolformer_m48               | poolformer_m48        | 0.4  | 0   | 82.5
            poolformerv2_s12             | poolformerv2_s12      | 0.1  | 0   | 78.0
            poolformerv2_s24             | poolformerv2_s24      | 0.1  | 0   | 80.7
            poolformerv2_s36             | poolformerv2_s36      | 0.2  | 0   | 81.6
            poolformerv2_m36             | poolformerv2_m36      | 0.3  | 0   | 82.2
            poolformerv2_m48             | poolformerv2_m48      | 0.4  | 0   | 82.6
            identityformer_s12           | identityformer_s12    | 0.1  | 0   | 74.6
            identityformer_s24           | identityformer_s24    | 0.1  | 0   | 78.2
            identityformer_s36           | identityformer_s36    | 0.2  | 0   | 79.3
            identityformer_m36           | identityformer_m36    | 0.3  | 0   | 80.0
            identityformer_m48           | identityformer_m48    | 0.4  | 0   | 80.4
            randformer_s12               | randformer_s12        | 0.1  | 0   | 76.6
            randformer_s24               | randformer_s24        | 0.1  | 0   | 78.2
            randformer_s36               | randformer_s36        | 0.2  | 0   | 79.5
            randformer_m36               | randformer_m36        | 0.3  | 0   | 81.2
            randformer_m48               | randformer_m48        | 0.3  | 0   | 81.4
            convformer_s18               | convformer_s18        | 0.2  | 0   | 83.0
            convformer_s36               | convformer_s36        | 0.3  | 0   | 84.1
            convformer_m36               | convformer_m36        | 0.4  | 0   | 84.5
            convformer_b36               | convformer_b36        | 0.6  | 0   | 84.8
            caformer_s18                 | caformer_s18          | 0.15 | 0   | 83.6
            caformer_s36                 | caformer_s36          | 0.3  | 0.4 | 84.5
            caformer_m36                 | caformer_m36          | 0.4  | 0.4 | 85.2
            caformer_b36                 | caformer_b36          | 0.6  | 0.5 | 85.5
            finetune_convformer_s18_384  | convformer_s18_384    | 0.3  | 0.4 | 84.4
            finetune_convformer_s36_384  | convformer_s36_384    | 0.5  | 0.4 | 85.4
            finetune_convformer_m36_384  | convformer_m36_384    | 0.8  | 0.5 | 85.6
            finetune_convformer_b36_384  | convformer_b36_384    | 0.8  | 0.5 | 85.7
            finetune_caformer_s18_384    | caformer_s18_384      | 0.3  | 0.4 | 85.0
            finetune_caformer_s36_384    | caformer_s36_384      | 0.5  | 0.4 | 85.7
            finetune_caformer_m36_384    | caformer_m36_384      | 0.7  | 0.4 | 86.2
            finetune_caformer_b36_384    | caformer_b36_384      | 0.8  | 0.5 | 86.4
            finetune_convformer_s18_in21ft1k | convformer_s18_in21ft1k | 0.3 | 0.4 | 83.7
            finetune_convformer_s18_384_in21ft1k | convformer_s18_384_in21ft1k | 0.3 | 0.4 | 85.0
            finetune_convformer_s36_in21ft1k | convformer_s36_in21ft1k | 0.5 | 0.4 | 85.4
            finetune_convformer_s36_384_in21ft1k | convformer_s36_384_in21ft1k | 0.5 | 0.4 | 86.4
            finetune_convformer_m36_in21ft1k | convformer_m36_in21ft1k | 0.8 | 0.5 | 86.1
            finetune_convformer_m36_384_in21ft1k | convformer_m36_384_in21ft1k | 0.8 | 0.5 | 86.9
            finetune_convformer_b36_in21ft1k | convformer_b36_in21ft1k | 0.8 | 0.5 | 87.0
            finetune_convformer_b36_384_in21ft1k | convformer_b36_384_in21ft1k | 0.8 | 0.5 | 87.6
            finetune_caformer_s18_in21ft1k | caformer_s18_in21ft1k | 0.3 | 0.4 | 84.1
            finetune_caformer_s18_384_in21ft1k | caformer_s18_384_in21ft1k | 0.3 | 0.4 | 85.4
            finetune_caformer_s36_in21ft1k | caformer_s36_in21ft1k | 0.5 | 0.4 | 85.8
            finetune_caformer_s36_384_in21ft1k | caformer_s36_384_in21ft1k | 0.5 | 0.4 | 86.9
            finetune_caformer_m36_in21ft1k | caformer_m36_in21ft1k | 0.7 | 0.4 | 86.6
            finetune_caformer_m36_384_in21ft1k | caformer_m36_384_in21ft1k | 0.7 | 0.4 | 87.5
            finetune_caformer_b36_in21ft1k | caformer_b36_in21ft1k | 0.8 | 0.5 | 87.4
            finetune_caformer_b36_384_in21ft1k | caformer_b36_384_in21ft1k | 0.8 | 0.5 | 88.1
            train_imagenet               | -                     | 0.1  | 0   | -
            geoformer_s12                | geoformer_s12         | 0.1  | 0   | -
            geoformer_m48                | geoformer_m48         | 0.1  | 0   | -
            geoformer_m48_higher_order   | geoformer_m48_higher_order | 0.1 | 0 | -
            gaformer_s18                 | gaformer_s18          | 0.1  | 0   | -
            paformer_m36                 | paformer_m36          | 0.1  | 0   | -
            geometaformer_s12            | geometaformer_s12_k5  | 0.1  | 0   | -
            geometaformer_s24            | geometaformer_s24_k5  | 0.1  | 0   | -
            geometaformer_s36            | geometaformer_s36_k5  | 0.2  | 0   | -
            geometaformer_m36            | geometaformer_m36_k5  | 0.3  | 0   | -
            geometaformer_m48            | geometaformer_m48_k5  | 0.4  | 0   | -
            geometaformer_m48_poolformer_rate | geometaformer_m48_k5 | 0.4 | 0 | -
            train_metaformer             | -                     | 0    | 0   | -
            """)
    void what_goes_with_a_size_is_that_of_its_script(
            String name, String model, double dropPath, double headDropout, Double top1) {
        PublishedRecipe published = RECIPES.get(name);
        assertThat(published.model()).isEqualTo(Optional.ofNullable(model));
        assertThat(published.layers().recipe().regularization())
                .isEqualTo(new Architecture.Regularization(dropPath, headDropout));
        assertThat(published.top1()).isEqualTo(top1 == null ? OptionalDouble.empty() : OptionalDouble.of(top1));
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_recipe_is_whole_and_its_networks_are_in_the_catalog(PublishedRecipe published) {
        TrainingRecipe recipe = published.layers().recipe();
        assertThat(recipe.name()).isEqualTo(published.name());
        assertThat(TrainingRecipe.parse(recipe.toJson())).isEqualTo(recipe);
        assertThat(published.command()).isNotBlank().doesNotContain("{");
        assertThat(published.source()).contains("/");
        assertThat(published.hours()).isEqualTo("not published");
        Catalog catalog = Catalog.standard();
        published.model().ifPresent(model -> {
            Architecture architecture = catalog.get(model).architecture();
            assertThat(recipe.regularized(architecture).regularization()).isEqualTo(recipe.regularization());
        });
        assertThat(published.start().map(start -> catalog.get(start).name())).isEqualTo(published.start());
        assertThat(published.layers().origin("epochs")).isEqualTo("recipe " + published.name());
        assertThat(published.layers().origin("seed")).isEqualTo("default");
    }

    /** Defaults of train.py in both of sail-sg's repositories, and what timm's script has where GeoFormer's say nothing. */
    @ParameterizedTest
    @MethodSource("scripts")
    void what_all_scripts_share_is_there(PublishedRecipe published) {
        TrainingRecipe recipe = published.layers().recipe();
        assertThat(recipe.objective()).isEqualTo(new SoftCrossEntropy(0.1));
        assertThat(recipe.optimization().clipping()).isEqualTo(new Clipping.None());
        assertThat(recipe.optimization().optimizer().weightDecay()).isEqualTo(0.05);
        assertThat(recipe.optimization().layerDecay()).isEqualTo(1);
        assertThat(recipe.optimization().schedule().perUpdate()).isFalse();
        assertThat(recipe.augmentation().cropping()).isEqualTo(RandomResizedCrop.standard());
        assertThat(recipe.augmentation().horizontalFlip()).isEqualTo(0.5);
        assertThat(recipe.augmentation().operations()).isEmpty();
        assertThat(recipe.augmentation().automatic().orElseThrow().text()).isEqualTo("rand-m9-mstd0.5-inc1");
        boolean finetunes = published.name().startsWith("finetune_");
        assertThat(recipe.augmentation().mixing())
                .isEqualTo(finetunes ? Optional.empty() : Optional.of(new Mixup(0.8, 1, 1, 0.5, Mixup.Mode.BATCH)));
        boolean erases = !published.name().startsWith("geometaformer_")
                && !published.name().equals("train_metaformer");
        assertThat(recipe.augmentation().erasing())
                .isEqualTo(erases ? Optional.of(RandomErasing.of(0.25, RandomErasing.Fill.PIXEL)) : Optional.empty());
        assertThat(recipe.precision()).isEqualTo(Precision.FLOAT32);
    }

    private static Schedule cosine(Warmup warmup, double lowest, int cooldown) {
        return new Schedule(warmup, new Decay.Cosine(lowest), cooldown, false);
    }

    /** sail-sg/poolformer, README: 8 processes of 128 pictures, lr = bs/1024*1e-3; train.py: 300 + 10 epochs, min-lr 1e-5. */
    @ParameterizedTest
    @MethodSource("poolFormers")
    void the_rate_of_poolformer_follows_from_the_batch(String name) {
        TrainingRecipe recipe = recipe(name);
        assertThat(recipe.batching()).isEqualTo(new Batching(128, 8, 1));
        assertThat(recipe.optimization().optimizer()).isEqualTo(AdamW.of(1e-3, 0.05));
        assertThat(recipe.optimization().schedule()).isEqualTo(cosine(FIVE_EPOCHS, 1e-5, 10));
        assertThat(recipe.optimization().averaging()).isEqualTo(new Averaging.None());
        assertThat(recipe.totalEpochs()).isEqualTo(310);
        assertThat(recipe.withBatching(Batching.of(512))
                        .optimization()
                        .optimizer()
                        .rate())
                .isEqualTo(5e-4);
        assertThat(recipe.withBatching(new Batching(128, 32, 1))
                        .optimization()
                        .optimizer()
                        .rate())
                .isEqualTo(4e-3);
    }

    /** sail-sg/metaformer, scripts: all batch size 4096, 8 GPUs, 4 steps, adamw, lr 4e-3, warmup-epochs 5. */
    @ParameterizedTest
    @MethodSource("simpleBaselines")
    void the_simple_baselines_have_adamw_and_a_short_warm_up(String name) {
        TrainingRecipe recipe = recipe(name);
        assertThat(recipe.batching()).isEqualTo(new Batching(128, 32, 1));
        assertThat(recipe.optimization().optimizer()).isEqualTo(AdamW.of(4e-3, 0.05));
        assertThat(recipe.optimization().schedule()).isEqualTo(cosine(FIVE_EPOCHS, 1e-5, 10));
        assertThat(recipe.optimization().averaging()).isEqualTo(new Averaging.None());
        assertThat(recipe.epochs()).isEqualTo(300);
    }

    /** sail-sg/metaformer, scripts/convformer: adamw, lr 4e-3, warmup-epochs 20. */
    @ParameterizedTest
    @MethodSource("convFormers")
    void convformer_has_adamw_and_a_long_warm_up(String name) {
        TrainingRecipe recipe = recipe(name);
        assertThat(recipe.batching()).isEqualTo(new Batching(128, 32, 1));
        assertThat(recipe.optimization().optimizer()).isEqualTo(AdamW.of(4e-3, 0.05));
        assertThat(recipe.optimization().schedule()).isEqualTo(cosine(TWENTY_EPOCHS, 1e-5, 10));
    }

    /** sail-sg/metaformer, scripts/caformer: lamb, lr 8e-3, warmup-epochs 20. */
    @ParameterizedTest
    @MethodSource("caFormers")
    void caformer_has_lamb_and_a_long_warm_up(String name) {
        TrainingRecipe recipe = recipe(name);
        assertThat(recipe.batching()).isEqualTo(new Batching(128, 32, 1));
        assertThat(recipe.optimization().optimizer()).isEqualTo(Lamb.of(8e-3, 0.05));
        assertThat(recipe.optimization().schedule()).isEqualTo(cosine(TWENTY_EPOCHS, 1e-5, 10));
        // the script says the rate itself, so that it stays whatever the batch
        assertThat(recipe.withBatching(Batching.of(64))
                        .optimization()
                        .optimizer()
                        .rate())
                .isEqualTo(8e-3);
        Schedule schedule = recipe.optimization().schedule();
        assertThat(schedule.rate(8e-3, 300, 0, 0, 312)).isEqualTo(1e-6);
        assertThat(schedule.rate(8e-3, 300, 10, 3200, 312)).isCloseTo((8e-3 + 1e-6) / 2, within(1e-12));
        assertThat(schedule.rate(8e-3, 300, 150, 46800, 312)).isCloseTo((8e-3 + 1e-5) / 2, within(1e-12));
        assertThat(schedule.rate(8e-3, 300, 305, 95160, 312)).isEqualTo(1e-5);
    }

    /**
     * sail-sg/metaformer, scripts/{convformer,caformer}/finetune_*: all batch size 1024, 30 epochs, sched None, model-ema-decay
     * 0.9999 (ModelEmaV2 in train.py), mixup and cutmix 0, adamw with 5e-5 and lamb with 1e-4. No script goes from ImageNet-21k
     * to 1k.
     */
    @ParameterizedTest
    @CsvSource({"s18", "s36", "m36", "b36"})
    void fine_tuning_has_a_constant_rate_and_an_average(String size) {
        TrainingRecipe conv = recipe("finetune_convformer_" + size + "_384");
        TrainingRecipe attention = recipe("finetune_caformer_" + size + "_384");
        assertThat(conv.optimization().optimizer()).isEqualTo(AdamW.of(5e-5, 0.05));
        assertThat(attention.optimization().optimizer()).isEqualTo(Lamb.of(1e-4, 0.05));
        for (TrainingRecipe recipe : List.of(conv, attention)) {
            assertThat(recipe.batching()).isEqualTo(new Batching(32, 32, 1));
            assertThat(recipe.totalEpochs()).isEqualTo(30);
            assertThat(recipe.optimization().schedule())
                    .isEqualTo(new Schedule(Warmup.NONE, new Decay.Constant(), 0, false));
            assertThat(recipe.optimization().averaging()).isEqualTo(new Averaging.Steady(0.9999));
        }
        assertThat(RECIPES.get("finetune_caformer_" + size + "_384").start()).contains("caformer_" + size);
        for (String family : List.of("convformer", "caformer")) {
            for (String input : List.of("", "_384")) {
                PublishedRecipe from21k = RECIPES.get("finetune_" + family + "_" + size + input + "_in21ft1k");
                assertThat(from21k.start()).contains(family + "_" + size + "_in21k");
                assertThat(from21k.layers().recipe().optimization())
                        .isEqualTo(recipe("finetune_" + family + "_" + size + "_384")
                                .optimization());
            }
        }
        assertThat(Catalog.standard()
                        .get("caformer_" + size + "_384")
                        .card()
                        .preprocessing()
                        .height())
                .isEqualTo(384);
    }

    /** ShurenQi/GeoFormer at d39897b, timm/train_imagenet.py: batch 256, README: 8 processes; ModelEmaV3 without warm-up. */
    @ParameterizedTest
    @MethodSource("geoFormers")
    void geoformer_has_one_recipe_for_all_sizes(String name) {
        TrainingRecipe recipe = recipe(name);
        assertThat(recipe.optimization()).isEqualTo(recipe("train_imagenet").optimization());
        assertThat(recipe.augmentation()).isEqualTo(recipe("train_imagenet").augmentation());
        assertThat(recipe.batching()).isEqualTo(new Batching(256, 8, 1));
        assertThat(recipe.optimization().optimizer()).isEqualTo(AdamW.of(1.5e-3, 0.05));
        assertThat(recipe.optimization().schedule()).isEqualTo(cosine(FIVE_EPOCHS, 1e-6, 0));
        assertThat(recipe.optimization().averaging()).isEqualTo(new Averaging.Exponential(0.99996));
        assertThat(recipe.totalEpochs()).isEqualTo(300);
    }

    /** ShurenQi/GeoFormer at 08efb8f, train_geometaformer.py: the same but for the presets, and its rule for the rate. */
    @ParameterizedTest
    @MethodSource("earlierGeoFormers")
    void the_earlier_geoformer_has_presets_and_a_rule_for_the_rate(String name) {
        TrainingRecipe recipe = recipe(name);
        assertThat(recipe.batching()).isEqualTo(new Batching(256, 8, 1));
        assertThat(recipe.optimization().schedule()).isEqualTo(cosine(FIVE_EPOCHS, 1e-6, 0));
        assertThat(recipe.optimization().averaging()).isEqualTo(new Averaging.Exponential(0.99996));
        // the rule takes the 256 pictures of one process: 256 / 1024 * 1e-3
        boolean follows = name.endsWith("_poolformer_rate");
        assertThat(recipe.optimization().optimizer()).isEqualTo(AdamW.of(follows ? 2.5e-4 : 1.5e-3, 0.05));
    }

    /** ShurenQi/GeoFormer at 08efb8f, train_metaformer.py: no lr, hence timm's 0.1 * sqrt(2048 / 256); no average. */
    @Test
    void a_script_without_a_rate_has_that_of_timm_and_a_warning() {
        TrainingRecipe recipe = recipe("train_metaformer");
        assertThat(recipe.optimization().optimizer().rate()).isCloseTo(0.1 * Math.sqrt(8), within(1e-15));
        assertThat(recipe.optimization().averaging()).isEqualTo(new Averaging.None());
        assertThat(RECIPES.get("train_metaformer").remarks()).anyMatch(remark -> remark.contains("no learning rate"));
    }

    @Test
    void an_unknown_name_is_told_with_near_ones() {
        assertThat(RECIPES.lookup("caformer_s81")).isEmpty();
        assertThatThrownBy(() -> RECIPES.get("caformer_s81"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no published recipe 'caformer_s81'")
                .hasMessageContaining("caformer_s18");
    }

    @Test
    void what_a_script_leaves_open_is_as_in_the_standard_recipe() {
        TrainingRecipe standard = StandardRecipes.scratch();
        TrainingRecipe recipe = recipe("caformer_s18");
        assertThat(recipe.seed()).isEqualTo(standard.seed());
        assertThat(recipe.batching().replicas()).isEqualTo(standard.batching().replicas());
    }
}
