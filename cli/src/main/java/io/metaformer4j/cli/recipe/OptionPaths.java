package io.metaformer4j.cli.recipe;

import io.metaformer4j.cli.argument.RecipeArguments;
import io.metaformer4j.training.recipe.layered.OriginClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which values of a recipe an option gives, and which may follow from them. An option that has no row may change anything. */
final class OptionPaths {

    private static final String OPTIMIZER = "optimization.optimizer";
    private static final String RATE = "optimization.optimizer.rate";
    private static final String BASE = "optimization.base_rate";
    private static final String SCHEDULE = "optimization.schedule";
    private static final String DECAY = "optimization.schedule.decay.";
    private static final String WARMUP = "optimization.schedule.warmup.";
    private static final String CLIPPING = "optimization.clipping";
    private static final String AVERAGING = "optimization.averaging";
    private static final String FREEZING = "optimization.freezing";
    private static final String CROPPING = "augmentation.cropping";
    private static final String OPERATIONS = "augmentation.operations";
    private static final String ERASING = "augmentation.erasing";
    private static final String MIXING = "augmentation.mixing";

    private static final List<Row> ROWS = List.of(
            row("--seed").gives("seed"),
            row("--epochs").gives("epochs"),
            row("--batch-size").gives("batching.size").moves(RATE),
            row("--grad-accum-steps").gives("batching.accumulation").moves(RATE),
            row("--replicas").gives("batching.replicas"),
            row("--shuffle-buffer").gives("batching.shuffle_buffer"),
            row("--aug-repeats").gives("batching.repeats"),
            row("--grad-checkpointing").gives("batching.checkpoint_gradients"),
            row("--sync-bn").gives("batching.synchronize_statistics"),
            row("--precision").gives("precision"),
            row("--amp").gives("precision"),
            row("--eval-metric").gives("kept.metric"),
            row("--checkpoint-hist").gives("kept.history"),
            row("--drop-path").gives("regularization.stochastic_depth"),
            row("--drop").gives("regularization.head_dropout"),
            row("--loss").gives("objective.type").moves("objective"),
            row("--bce-loss").gives("objective.type").moves("objective"),
            row("--smoothing").gives("objective.label_smoothing"),
            row("--bce-target-thresh").gives("objective.target_threshold"),
            row("--bce-sum").gives("objective.sum_classes"),
            row("--jsd-loss").gives("objective.type").moves("objective"),
            row("--aug-splits").gives("objective.views"),
            row("--opt").gives(OPTIMIZER + ".type").moves(OPTIMIZER, BASE),
            row("--opt-eps").gives(OPTIMIZER + ".epsilon"),
            row("--opt-betas").gives(OPTIMIZER + ".beta1", OPTIMIZER + ".beta2", OPTIMIZER + ".beta3"),
            row("--opt-kwargs").moves(OPTIMIZER),
            row("--momentum").gives(OPTIMIZER + ".momentum"),
            row("--weight-decay").gives(OPTIMIZER + ".weight_decay"),
            row("--lr").gives(RATE).moves(BASE),
            row("--lr-base").gives(BASE + ".rate").moves(BASE, RATE),
            row("--lr-base-size").gives(BASE + ".size").moves(RATE),
            row("--lr-base-scale").gives(BASE + ".scale").moves(RATE),
            row("--layer-decay").gives("optimization.layer_decay"),
            row("--freeze").gives(FREEZING + ".modules").moves(FREEZING),
            row("--head-only").gives(FREEZING + ".head_only").moves(FREEZING),
            row("--sched").gives(DECAY + "type").moves(SCHEDULE),
            row("--sched-on-updates").gives(SCHEDULE + ".per_update"),
            row("--sched-on-epochs").gives(SCHEDULE + ".per_update"),
            row("--warmup-lr").gives(WARMUP + "initial_rate"),
            row("--warmup-epochs").gives(WARMUP + "epochs"),
            row("--warmup-prefix").gives(WARMUP + "prefix"),
            row("--cooldown-epochs").gives(SCHEDULE + ".cooldown_epochs"),
            row("--min-lr").gives(DECAY + "min_rate"),
            row("--lr-cycle-limit").gives(DECAY + "cycles").moves(DECAY + "cycle_height"),
            row("--lr-cycle-mul").gives(DECAY + "cycle_length"),
            row("--lr-cycle-decay").gives(DECAY + "cycle_height"),
            row("--lr-k-decay").gives(DECAY + "exponent"),
            row("--decay-epochs").gives(DECAY + "epochs"),
            row("--decay-milestones").gives(DECAY + "milestones"),
            row("--decay-rate").gives(DECAY + "factor", DECAY + "power"),
            row("--patience-epochs").gives(DECAY + "patience"),
            row("--plateau-metric").gives(DECAY + "metric"),
            row("--plateau-threshold").gives(DECAY + "threshold"),
            row("--plateau-cooldown").gives(DECAY + "cooldown"),
            row("--clip-grad").gives(CLIPPING + ".max", CLIPPING + ".factor").moves(CLIPPING),
            row("--clip-mode").gives(CLIPPING + ".type"),
            row("--model-ema").moves(AVERAGING),
            row("--model-ema-decay").gives(AVERAGING + ".decay").moves(AVERAGING),
            row("--model-ema-warmup").gives(AVERAGING + ".warmup.enabled"),
            row("--no-model-ema-warmup").gives(AVERAGING + ".warmup.enabled"),
            row("--model-ema-version").gives(AVERAGING + ".type").moves(AVERAGING),
            row("--padding").gives(CROPPING + ".padding").moves(CROPPING),
            row("--scale")
                    .gives(CROPPING + ".min_scale", CROPPING + ".max_scale")
                    .moves(CROPPING),
            row("--ratio")
                    .gives(CROPPING + ".min_ratio", CROPPING + ".max_ratio")
                    .moves(CROPPING),
            row("--train-interpolation").gives(CROPPING + ".interpolations").moves(CROPPING),
            row("--hflip").gives("augmentation.horizontal_flip"),
            row("--vflip").gives("augmentation.vertical_flip"),
            row("--aa").gives("augmentation.automatic").moves(OPERATIONS),
            row("--color-jitter").moves(OPERATIONS),
            row("--force-color-jitter").moves(OPERATIONS),
            row("--cutout").moves(OPERATIONS),
            row("--reprob").gives(ERASING + ".probability").moves(ERASING),
            row("--remode").gives(ERASING + ".fill"),
            row("--recount").gives(ERASING + ".max_boxes"),
            row("--mixup").gives(MIXING + ".mixup_alpha").moves(MIXING),
            row("--cutmix").gives(MIXING + ".cutmix_alpha").moves(MIXING),
            row("--cutmix-minmax")
                    .gives(MIXING + ".cutmix_sides.min", MIXING + ".cutmix_sides.max")
                    .moves(MIXING),
            row("--mixup-prob").gives(MIXING + ".probability"),
            row("--mixup-switch-prob").gives(MIXING + ".switch_probability"),
            row("--mixup-mode").gives(MIXING + ".mode"),
            row("--mixup-off-epoch").gives(MIXING + ".off_epoch"));

    private OptionPaths() {}

    /**
     * What an option is about.
     *
     * @param option one of its names
     * @param gives paths of the values that it gives, of which a recipe may have only some
     * @param moves paths at or under which other values may follow
     */
    record Row(String option, Set<String> gives, Set<String> moves) {

        private Row gives(String... paths) {
            return new Row(option, Set.of(paths), moves);
        }

        private Row moves(String... paths) {
            return new Row(option, gives, Set.of(paths));
        }
    }

    private static Row row(String option) {
        return new Row(option, Set.of(), Set.of());
    }

    static List<Row> rows() {
        return ROWS;
    }

    /** All options that change a recipe. */
    static CommandSpec hyperParameters() {
        return CommandSpec.forAnnotatedObject(new RecipeArguments());
    }

    /**
     * What options are answerable for.
     *
     * @param given options that were given; those that change no recipe are passed over
     * @param origin what to call all of them; if empty, each has its own name
     */
    static List<OriginClaim> claims(List<OptionSpec> given, Optional<String> origin) {
        CommandSpec known = hyperParameters();
        List<OriginClaim> claims = new ArrayList<>();
        for (OptionSpec option : given) {
            if (known.findOption(option.longestName()) != null) {
                claims.add(claim(option, origin));
            }
        }
        return claims;
    }

    private static OriginClaim claim(OptionSpec option, Optional<String> origin) {
        List<String> names = List.of(option.names());
        return ROWS.stream()
                .filter(row -> names.contains(row.option()))
                .findFirst()
                .map(row -> new OriginClaim(origin.orElse(row.option()), row.gives(), row.moves()))
                .orElseGet(() -> OriginClaim.everything(origin.orElse(option.longestName())));
    }
}
