package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** Options of timm's train.py: each is one of 'train', or the guide says why not. */
class TimmOptionsTest {

    /** timm 1.0.29, train.py: every option that it has. */
    private static final List<String> OPTIONS = List.of(
            """
            --config --data-dir --dataset --train-split --val-split --train-num-samples --val-num-samples
            --dataset-download --class-map --input-img-mode --input-key --target-key --dataset-trust-remote-code
            --model --pretrained --pretrained-path --initial-checkpoint --resume --no-resume-opt --num-classes --gp
            --img-size --in-chans --input-size --crop-pct --mean --std --interpolation -b --batch-size
            --validation-batch-size --channels-last --fuser --grad-accum-steps --grad-checkpointing --fast-norm
            --model-kwargs --head-init-scale --head-init-bias --torchcompile-mode --torchscript --torchcompile
            --device --amp --amp-dtype --model-dtype --no-ddp-bb --synchronize-step --local_rank --device-modules
            --opt --opt-eps --opt-betas --momentum --weight-decay --clip-grad --clip-mode --layer-decay
            --layer-decay-min-scale --layer-decay-no-opt-scale --opt-kwargs --sched --sched-on-updates --lr --lr-base
            --lr-base-size --lr-base-scale --lr-noise --lr-noise-pct --lr-noise-std --lr-cycle-mul --lr-cycle-decay
            --lr-cycle-limit --lr-k-decay --warmup-lr --min-lr --epochs --epoch-repeats --start-epoch
            --decay-milestones --decay-epochs --warmup-epochs --warmup-prefix --cooldown-epochs --patience-epochs
            --decay-rate --dr --no-aug --train-crop-mode --scale --ratio --hflip --vflip --color-jitter
            --color-jitter-prob --grayscale-prob --gaussian-blur-prob --aa --aug-repeats --aug-splits --jsd-loss
            --bce-loss --bce-sum --bce-target-thresh --bce-pos-weight --reprob --remode --recount --resplit --mixup
            --cutmix --cutmix-minmax --mixup-prob --mixup-switch-prob --mixup-mode --mixup-off-epoch --smoothing
            --train-interpolation --drop --drop-connect --drop-path --drop-block --bn-momentum --bn-eps --sync-bn
            --dist-bn --split-bn --model-ema --model-ema-force-cpu --model-ema-decay --model-ema-warmup --seed
            --worker-seeding --log-interval --val-interval --recovery-interval --checkpoint-hist -j --workers
            --save-images --pin-mem --no-prefetcher --output --experiment --eval-metric --tta
            --use-multi-epochs-loader --log-wandb --wandb-project --wandb-tags --wandb-resume-id --train-img-sizes
            --train-batch-sizes --train-size-probs --train-size-schedule --train-size-schedule-spread
            --train-size-random-mix --train-batches-per-epoch --train-steps-per-epoch --variable-batch-loss-scale
            --naflex-loader --naflex-train-seq-lens --naflex-max-seq-len --naflex-patch-sizes
            --naflex-patch-size-probs --naflex-loss-scale --naflex-patchify-channels-first --kd-model-name
            --kd-distill-type --kd-loss-type --distill-loss-weight --task-loss-weight --kd-temperature
            --kd-student-feature-dim --kd-teacher-feature-dim --kd-token-distill-type
            """
                    .strip()
                    .split("\\s+", -1));

    /** Options of sail-sg's scripts that timm calls otherwise. */
    private static final List<String> OTHERS = List.of("--head-dropout", "--model-ema-version");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`--[^|]*) \\|");
    private static final Pattern OPTION = Pattern.compile("`(--[\\w-]+)`");

    private static Set<String> leftOut() {
        String page = Documents.text(Documents.ROOT.resolve("docs/guide/timm.md"));
        String table = page.substring(page.indexOf("## What is not there"));
        return ROW.matcher(table)
                .results()
                .flatMap(row -> OPTION.matcher(row.group(1)).results())
                .map((MatchResult option) -> option.group(1))
                .collect(Collectors.toSet());
    }

    private static CommandSpec train() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return MetaFormerCommand.create(nowhere, nowhere)
                .getSubcommands()
                .get("train")
                .getCommandSpec();
    }

    @Test
    void every_option_of_timm_is_there_or_the_guide_says_why_not() {
        CommandSpec train = train();
        Set<String> leftOut = leftOut();
        assertThat(OPTIONS).hasSizeGreaterThan(170).allSatisfy(option -> assertThat(train.findOption(option) != null)
                .as(option)
                .isNotEqualTo(leftOut.contains(option)));
        assertThat(OPTIONS).containsAll(leftOut);
        assertThat(OTHERS)
                .allSatisfy(option ->
                        assertThat(train.findOption(option)).as(option).isNotNull());
    }
}
