package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.objective.BinaryCrossEntropy;
import io.metaformer4j.training.objective.SoftCrossEntropy;
import io.metaformer4j.training.optimizer.Sgd;
import io.metaformer4j.training.recipe.Optimization;
import io.metaformer4j.training.recipe.StandardRecipes;
import io.metaformer4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hyper-parameters of {@code train}: what is given replaces what the recipe says, and is never passed over. */
class TrainingOptionsTest {

    @TempDir
    private Path folder;

    private CommandResult train(Path data, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "train", data.toString(), "--output", folder.resolve("run").toString()));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    private TrainingRecipe stored() throws IOException {
        return TrainingRecipe.parse(Files.readString(folder.resolve("run/recipe.json")));
    }

    @Test
    void single_options_replace_those_of_the_recipe_file_and_later_those_of_the_run() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        TrainingRecipe written =
                StandardRecipes.fineTuning().fitted(4, 1).withLongestWarmup(0).withEpochs(1);
        Path file = Files.writeString(folder.resolve("mine.json"), written.toJson());
        CommandResult trained = train(
                data,
                "--model",
                CommandFiles.tinyModel(folder).toString(),
                "--recipe",
                file.toString(),
                "--lr",
                "1e-4",
                "--optimizer",
                "sgd",
                "--momentum",
                "0.5",
                "--loss",
                "bce",
                "--bce-target-thresh",
                "0.2");
        assertThat(trained.code()).as(trained.err()).isZero();
        Optimization optimization = written.optimization();
        TrainingRecipe expected = written.withObjective(new BinaryCrossEntropy(0.1, OptionalDouble.of(0.2), false))
                .withOptimization(optimization.withOptimizer(new Sgd(1e-4, 0.05, 0.5, true)));
        assertThat(stored()).isEqualTo(expected);
        assertThat(trained.out()).contains(expected.toJson().strip());

        CommandResult longer = train(data, "--resume", "--epochs", "2", "--loss", "cross-entropy");
        assertThat(longer.code()).as(longer.err()).isZero();
        assertThat(stored()).isEqualTo(expected.withEpochs(2).withObjective(new SoftCrossEntropy(0.1)));

        CommandResult other = train(data, "--resume", "--epochs", "3", "--optimizer", "adamw");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("its optimizer kept momentum_buffer", "start a new run");

        CommandResult fresh = train(data, "--resume", "--no-resume-opt", "--epochs", "3", "--optimizer", "adamw");
        assertThat(fresh.code()).as(fresh.err()).isZero();
        assertThat(fresh.err()).contains("note: the run goes on with a fresh state of its optimizer");
        assertThat(fresh.out()).contains("epoch 3/3").doesNotContain("epoch 2/3");
        assertThat(stored().optimization().optimizer().name()).isEqualTo("adamw");

        for (String option : List.of("--weights=pretrained", "--initial-checkpoint=a.pth", "--head-21k-to-1k")) {
            CommandResult weights = train(data, "--resume", option);
            assertThat(weights.code()).isEqualTo(2);
            assertThat(weights.err()).contains("--weights", "for a new run");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --no-resume-opt                         | --no-resume-opt is for --resume; a new run begins with a fresh
            --no-resume-opt --auto-resume           | every time; leave out --auto-resume
            --no-resume-opt --resume --nproc-per-node 2 --max-restarts 1 | every time; leave out --max-restarts
            """)
    void a_fresh_optimizer_is_for_a_run_that_goes_on_once(String options, String message) {
        CommandResult refused = train(folder, options.split(" ", -1));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --momentum 0.9                           | --momentum is that of sgd
            --bce-sum                                | mean nothing to the loss cross-entropy
            --bce-target-thresh 0.2                  | mean nothing to the loss cross-entropy
            --loss bce --bce-target-thresh 1         | --bce-target-thresh
            --loss hinge                             | use cross-entropy or bce
            --opt adagrad                            | use one of adamw, sgd, momentum
            --opt lion --momentum 0.9                | --momentum is that of sgd
            --opt sgd --opt-eps 1e-6                 | --opt-eps means nothing to the optimizer sgd
            --opt sgd --opt-betas 0.9 0.99           | --opt-betas means nothing to the optimizer sgd
            --opt adan --opt-betas 0.9 0.99          | adan has 3 betas, not 2
            --opt-kwargs always_adapt=true           | --opt-kwargs always_adapt means nothing to the optimizer adamw
            --opt lamb --opt-kwargs trust_clip=yes   | --opt-kwargs trust_clip is 'yes', but must be true or false
            --opt lamb --opt-kwargs max_grad_norm=x  | must be a number or none
            --lr 1e-3 --lr-base 0.1                  | leave either out
            --lr-base-size 128                       | add --lr-base
            --lr-base 0.1 --lr-base-scale cubic      | use linear or sqrt
            --clip-mode agc                          | add --clip-grad
            --clip-grad 0 --clip-mode value          | --clip-mode says what --clip-grad limits
            --clip-grad 1 --clip-mode l1             | use norm, value or agc
            --layer-decay 0                          | --layer-decay
            --model-ema-warmup                       | add --model-ema
            --model-ema --model-ema-decay 0          | leave either out
            --model-ema-version 2 --model-ema --model-ema-warmup | --model-ema-warmup means nothing to version 2
            --model-ema --model-ema-version 1        | use 2 or 3
            --optimizer sgd --momentum 1             | --momentum
            --warmup-epochs 0 --warmup-lr 1e-5       | --warmup-lr means nothing without a warm-up
            --warmup-epochs 0 --warmup-prefix        | --warmup-prefix means nothing without a warm-up
            --decay-milestones 30 60                 | --decay-milestones means nothing to the schedule cosine; leave it out
            --sched step --min-lr 1e-5               | use it with --sched cosine or tanh or poly or plateau
            --sched none --warmup-epochs 3           | --warmup-epochs means nothing to the schedule none
            --sched plateau --sched-on-updates       | --sched-on-updates means nothing to the schedule plateau
            --sched-on-updates --sched-on-epochs     | exclude each other
            --lr-cycle-mul 2                         | mean nothing to a single cycle; add --lr-cycle-limit
            --sched multistep --decay-milestones 9,3 | the milestones [9, 3] must rise
            --sched step --decay-epochs 0            | period of the step decay is 0.0
            --sched plateau --decay-rate 1           | factor of the plateau schedule is 1.0
            --sched plateau --plateau-metric f-1     | is no name of a metric
            --sched linear                           | use one of cosine, tanh, step, multistep, poly, plateau
            --padding 4 --scale 0.5 1                | --padding crops without resizing
            --color-jitter 0.4 0.4                   | give 1, 3 or 4 numbers, not 2
            --color-jitter 0.4 0.4 0.4 0.6           | from 0 to 0.5
            --padding 4 --ratio 1 1                  | --padding crops without resizing
            --remode rand                            | add --reprob
            --reprob 0 --recount 2                   | add --reprob
            --reprob 0.1 --remode none               | use pixel, rand or const
            --mixup-prob 0.5                         | add --mixup or --cutmix
            --mixup 0.8 --mixup-switch-prob 0.1      | of which only one is on
            --cutmix 0.5 --cutmix-minmax 0.2 0.8     | leave either out
            --cutmix-minmax 0.8 0.2                  | must ascend
            --mixup 0.8 --mixup-mode all             | use batch, pair or elem
            --bce-loss --loss cross-entropy          | are two losses
            --bce-loss --jsd-loss --aug-splits 3     | --jsd-loss is a loss of its own
            --pretrained --weights hf:timm/caformer_s18 | another --weights besides
            --aug-repeats 0.5                        | use 1 to 1000
            --aug-repeats 3 --shuffle-buffer 100     | leave either out
            --head-only --freeze stem                | --head-only freezes everything but the classifier
            --eval-metric f-1                        | is no name of a metric
            --checkpoint-hist some                   | --checkpoint-hist
            --recovery-interval some                 | --recovery-interval
            --non-finite ignore                      | --non-finite
            --aug-splits 3                           | --aug-splits means nothing without --jsd-loss
            --jsd-loss                               | add --aug-splits
            --jsd-loss --loss bce                    | --jsd-loss is a loss of its own
            --jsd-loss --aug-splits 3                | add an automatic augmentation
            --jsd-loss --aug-splits 1 --aa augmix-m3 | 1 views of a picture needs at least 2
            --jsd-loss --aug-splits 3 --aa 3a --cutmix 1 | leave out either mixing or the views
            --jsd-loss --aug-splits 3 --aa 3a --bce-sum  | mean nothing to the loss jsd
            --head-21k-to-1k                         | --head-21k-to-1k needs weights for ImageNet-21k
            --precision fp16                         | training in fp16 needs a graphics card
            --amp                                    | training in fp16 needs a graphics card
            --amp --precision fp32                   | --amp asks for a lower precision
            --amp-dtype int8                         | use fp32, bf16 or fp16
            """)
    void options_that_mean_nothing_together_are_wrong_usage(String options, String message) {
        List<String> command = new ArrayList<>(List.of("--model", "embedded"));
        command.addAll(List.of(options.split(" ")));
        CommandResult wrong = train(folder, command.toArray(String[]::new));
        assertThat(wrong.code()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.err()).contains(message);
    }
}
