package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recipes by name, configs and options over each other, and where every value is from. */
class RecipeLayersTest {

    @TempDir
    private Path folder;

    private static CommandResult printed(String... options) {
        List<String> command = new ArrayList<>(List.of("train", "--print-config"));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    private String config(String text) throws IOException {
        return Files.writeString(folder.resolve("mine.yaml"), text).toString();
    }

    /** The line of a value, by its key and what is around it: spaces between value and origin are one. */
    private static List<String> lines(CommandResult result) {
        assertThat(result.code()).as(result.err()).isZero();
        return result.out()
                .lines()
                .map(line -> line.strip().replaceAll(" +# ", " # "))
                .toList();
    }

    @Test
    void a_published_recipe_is_printed_with_the_origin_of_every_value() {
        assertThat(lines(printed("imagenet", "--recipe", "caformer_s18")))
                .contains(
                        "# model: caformer_s18",
                        "# command there: sh scripts/caformer/train_caformer_s18.sh",
                        "# top-1 to expect: 83.6 % on ImageNet-1k",
                        "name: caformer_s18 # recipe caformer_s18",
                        "seed: 42 # default",
                        "epochs: 300 # recipe caformer_s18",
                        "type: lamb # recipe caformer_s18",
                        "rate: 0.008 # recipe caformer_s18",
                        "stochastic_depth: 0.15 # recipe caformer_s18");
    }

    @Test
    void options_go_before_the_config_and_that_before_the_recipe() throws IOException {
        String config = config(
                """
                epochs: 20
                opt-eps: 1.0e-7
                batch_size: 64
                regularization:
                  head_dropout: 0.3
                """);
        assertThat(lines(printed("--recipe", "poolformer_s12", "--config", config, "--epochs", "10", "--opt", "adamw")))
                .contains(
                        "epochs: 10 # --epochs",
                        "size: 64 # config " + config,
                        "accumulation: 8 # recipe poolformer_s12",
                        "rate: 5.0E-4 # config " + config,
                        "epsilon: 1.0E-7 # config " + config,
                        "type: adamw # --opt",
                        "weight_decay: 0.05 # recipe poolformer_s12",
                        "stochastic_depth: 0.1 # recipe poolformer_s12",
                        "head_dropout: 0.3 # config " + config,
                        "seed: 42 # default");
    }

    @Test
    void options_are_told_for_what_they_give_and_for_what_follows() {
        assertThat(lines(printed(
                        "--opt", "lamb", "--lr", "2e-3", "--clip-grad", "0", "--mixup", "0.8", "--sched", "none")))
                .contains(
                        "type: lamb # --opt",
                        "max_gradient_norm: 1.0 # --opt",
                        "rate: 0.002 # --lr",
                        "weight_decay: 0.05 # default",
                        "type: none # --clip-grad",
                        "mixup_alpha: 0.8 # --mixup",
                        "switch_probability: 0.5 # --mixup",
                        "type: constant # --sched",
                        "initial_rate: 0.0 # --sched");
        assertThat(lines(printed("--lr-base", "0.1", "--batch-size", "256")))
                .contains("rate: 0.1 # --batch-size --lr-base", "size: 256 # --batch-size");
        assertThat(lines(printed("--amp", "--amp-dtype", "bfloat16")))
                .contains("precision: bfloat16 # --amp --precision");
    }

    /** The rate is 0.1 * sqrt(128 / 256) there, since the name of adamw has 'ada' in it. */
    @Test
    void options_beside_the_defaults_of_timm_mean_what_they_mean_there() {
        assertThat(lines(printed("--recipe", "timm", "--opt", "adamw", "--model-ema", "--reprob", "0.25")))
                .contains(
                        "rate: " + 0.1 * Math.sqrt(0.5) + " # --opt",
                        "scale: sqrt # --opt",
                        "weight_decay: 2.0E-5 # recipe timm",
                        "fill: pixel # --reprob",
                        "decay: 0.9998 # --model-ema",
                        "enabled: false # --model-ema");
        assertThat(lines(printed("--recipe", "timm", "-b", "512", "--bce-loss", "--aug-repeats", "3")))
                .contains(
                        "rate: 0.2 # --batch-size",
                        "size: 512 # --batch-size",
                        "type: binary_cross_entropy # --bce-loss",
                        "repeats: 3.0 # --aug-repeats");
    }

    @Test
    void mixed_precision_of_a_config_has_the_words_of_timm() throws IOException {
        String alone = config("amp: true\n");
        assertThat(lines(printed("--config", alone))).contains("precision: float16 # config " + alone);
        String both = config("amp: true\namp_dtype: bfloat16\n");
        assertThat(lines(printed("--config", both))).contains("precision: bfloat16 # config " + both);
    }

    @Test
    void the_standard_recipe_is_fitted_to_data_that_are_named() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        assertThat(lines(printed(data.toString(), "--epochs", "2")))
                .contains(
                        "size: 8 # default for these data and epochs", "epochs: 1 # default for these data and epochs");
        assertThat(lines(printed(data.toString(), "--mixup", "0.8", "--nproc-per-node", "3")))
                .contains("size: 6 # default for these data and epochs");
        assertThat(lines(printed(data.toString(), "--grad-accum-steps", "2", "--replicas", "2")))
                .contains("size: 4 # default for these data and epochs");
        assertThat(printed(data.toString(), "--mixup", "0.8", "--nproc-per-node", "5")
                        .err())
                .contains("a batch needs at least 10 pictures to be shared (processes: 5", "have 8; use fewer");
        assertThat(lines(printed("--epochs", "2"))).contains("size: 128 # default");
        assertThat(lines(printed("--weights", "pretrained"))).contains("name: fine-tuning # default");
    }

    @Test
    void what_is_printed_is_a_config_that_makes_the_same_again() throws IOException {
        CommandResult first = printed("--recipe", "randformer_m48", "--epochs", "7", "--cutout", "8", "--seed", "3");
        String config = config(first.out());
        CommandResult again = printed("--config", config, "--weights", "pretrained");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(values(again)).isEqualTo(values(first));
        assertThat(recipe(again).lines()).allMatch(line -> line.endsWith(":") || line.endsWith("# config " + config));
        assertThat(lines(again))
                .contains("model: randformer_m48 # config " + config, "weights: pretrained # --weights");
    }

    /** The hyper-parameters without their origins. */
    private static String values(CommandResult printed) {
        return recipe(printed).replaceAll(" +# .*", "");
    }

    /** The hyper-parameters, which stand behind the rest. */
    private static String recipe(CommandResult printed) {
        return printed.out().substring(printed.out().indexOf("\nname: ") + 1);
    }

    @Test
    void a_run_keeps_the_effective_recipe_which_makes_the_same_again() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        Path run = folder.resolve("run");
        String config = config(
                """
                lr: 1.0e-4
                augmentation:
                  horizontal_flip: 0.25
                """);
        CommandResult trained = CommandResult.of(
                "train",
                data.toString(),
                "--model",
                "embedded",
                "--config",
                config,
                "--epochs",
                "1",
                "--output",
                run.toString());
        assertThat(trained.code()).as(trained.err()).isZero();
        Path stored = run.resolve("recipe.json");
        TrainingRecipe effective = TrainingRecipe.parse(Files.readString(stored));
        TrainingRecipe standard = StandardRecipes.scratch();
        assertThat(effective.augmentation()).isEqualTo(standard.augmentation().withFlips(0.25, 0));
        assertThat(effective.optimization().optimizer())
                .isEqualTo(standard.optimization().optimizer().with(1e-4, 0.05));
        String before = values(printed(data.toString(), "--config", config, "--epochs", "1"));
        assertThat(values(printed("--recipe", stored.toString()))).isEqualTo(before);
        CommandResult resumed = printed("--resume", "--output", run.toString(), "--epochs", "3");
        assertThat(lines(resumed)).contains("epochs: 3 # --epochs", "rate: 1.0E-4 # the run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            learning_rate: 0.1            | the key 'learning_rate' is unknown; did you mean
            drop-pth: 0.1                 | the key 'drop-pth' is unknown; did you mean drop_path
            lr: fast                      | option '--lr'
            epochs: many                  | option '--epochs'
            precision: fp8                | use fp32, bf16 or fp16
            {precision: bf16, amp_dtype: bfloat16} | should be specified only once
            {b: 4, batch_size: 8}         | should be specified only once
            lr:                           | lr: null' says nothing
            model_ema: false              | model_ema: false' says nothing
            model_ema: 3                  | model_ema' is 3, but must be true
            lr: true                      | lr' is true, but must be a value
            sched: linear                 | use one of cosine
            scale: [0.9, 0.5]             | scale of the random crop
            padding: [4, 5]               | 5
            opt: lions                    | use one of adamw
            {lr: 0.1, optimization: {optimizer: {rate: 0.1}}} | give the same value; leave one of them out
            {batching: {sise: 3}}         | the key 'batching.sise' is unknown; did you mean size
            aa: '@nowhere'                | @nowhere
            """)
    void a_config_that_cannot_be_understood_is_told_by_key(String text, String message) throws IOException {
        CommandResult wrong = printed("--config", config(text + "\n"));
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("config '", "mine.yaml'", message).hasLineCount(1);
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void lists_maps_and_switches_are_options_too() throws IOException {
        String config = config(
                """
                opt: lamb
                opt_kwargs: {always_adapt: true, max_grad_norm: none}
                opt-betas: [0.8, 0.9]
                freeze: [stem, stages.0]
                sched: multistep
                decay_milestones: [10, 20]
                sched_on_epochs: true
                model-ema: true
                """);
        assertThat(lines(printed("--config", config)))
                .contains(
                        "always_adapt: true # config " + config,
                        "max_gradient_norm: null # config " + config,
                        "beta2: 0.9 # config " + config,
                        "milestones: [10,20] # config " + config,
                        "modules: [\"stem\",\"stages.0\"] # config " + config,
                        "per_update: false # config " + config,
                        "decay: 0.9998 # config " + config);
    }

    @Test
    void an_unknown_recipe_is_told_with_near_ones() {
        CommandResult unknown = printed("--recipe", "caformer_s81");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("caformer_s81", "did you mean caformer_s18", "Nor is there a file");
        CommandResult missing = printed("--recipe", folder.resolve("no.json").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(CommandResult.of("recipes", "caformer_s81").err()).contains("did you mean caformer_s18");
    }

    @Test
    void a_recipe_names_its_model_and_says_if_it_starts_from_weights() {
        String run = folder.resolve("run").toString();
        CommandResult start =
                CommandResult.of("train", folder.toString(), "--recipe", "finetune_caformer_s18_384", "--output", run);
        assertThat(start.code()).isEqualTo(2);
        assertThat(start.err()).contains("starts from trained weights of caformer_s18; name them with --weights");
        CommandResult model =
                CommandResult.of("train", folder.toString(), "--recipe", "train_imagenet", "--output", run);
        assertThat(model.code()).isEqualTo(2);
        assertThat(model.err()).contains("'--model=MODEL'");
        assertThat(CommandResult.of("train", "--recipe", "caformer_s18", "--output", run)
                        .err())
                .contains("'DATA'");
        assertThat(CommandResult.of("train", folder.toString(), "--recipe", "caformer_s18")
                        .err())
                .contains("'--output=DIR'");
        assertThat(printed("--resume").err()).contains("'--output=DIR'");
    }

    @Test
    void recipes_are_listed_and_told_about() throws IOException {
        CommandResult all = CommandResult.of("recipes");
        assertThat(all.code()).isZero();
        assertThat(all.out()).contains("finetune_convformer_b36_384", "geometaformer_m48_poolformer_rate", "83.6");
        assertThat(CommandResult.of("recipes", "caformer_b36").out())
                .contains("model: caformer_b36", "hours there: not published", "The script names caformer_s36");
        JsonNode json = CommandResult.of("recipes", "poolformer_m48", "--json").json();
        assertThat(json.get(0).get("top1").asDouble()).isEqualTo(82.5);
        assertThat(json.get(0).get("command").asText()).contains("--drop-path 0.4");
        assertThat(TrainingRecipe.parse(json.get(0).get("recipe").toString())
                        .optimization()
                        .optimizer()
                        .rate())
                .isEqualTo(1e-3);
    }
}
