package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option of {@code train} as a key of a config: spelled as on the command line it is the same, and so is what is printed. */
class ConfigSpellingTest {

    /** Together these have every option by each of its names that a config may give. */
    private static final List<String> LINES = List.of(
            "--model caformer_s18 --weights random:7 --part teacher --raw --in-chans 1 --img-size 96 --output runs/1"
                    + " --epochs 7 --batch-size 64 --grad-accum-steps 2 --replicas 2 --aug-repeats 1.5 --seed -5"
                    + " --grad-checkpointing --precision fp32",
            "--model caformer_s18 --initial-checkpoint a.pth --head-21k-to-1k --ema -b 64 --shuffle-buffer 100 --sync-bn"
                    + " --eval-metric loss --checkpoint-hist 3 --drop-path 1e-1 --drop 0.2 --precision bf16",
            "--pretrained --use-ema --skip-broken --workers 2 --validate-every 3 --keep 4 --recovery-interval 5"
                    + " --head-dropout .25 --loss bce --smoothing 0 --bce-target-thresh 0.2 --bce-sum",
            "--pretrained --no-use-ema -j 2 --val-interval 3 --non-finite skip --tensorboard --no-report --amp"
                    + " --amp-dtype bf16 --bce-loss",
            "--train-split 2012 --val-split val --class-map map.txt --cache-mb 0 --device cuda:1 --threads 3"
                    + " --nproc-per-node 2 --max-restarts 3 --jsd-loss --aug-splits 3 --aa augmix-m5-w4-d2",
            "--recipe caformer_s18 --freeze none --clip-grad 0.02 --clip-mode agc --model-ema --model-ema-warmup"
                    + " --model-ema-decay 0.999",
            "--opt adan --opt-eps 1e-7 --opt-betas 0.97 0.91 0.98 --weight-decay 2e-2 --opt-kwargs no_prox=true"
                    + " --lr 1e-3 --head-only --model-ema --model-ema-version 2 --sched step --decay-epochs 3"
                    + " --decay-rate 0.3",
            "--optimizer lamb --opt-betas 0.8 0.9 --opt-kwargs max_grad_norm=none always_adapt=true"
                    + " --layer-decay 0.75 --model-ema --no-model-ema-warmup --sched multistep"
                    + " --decay-milestones 9 20 --dr 0.3",
            "--opt momentum --momentum 0.8 --lr-base 1e-1 --lr-base-size 512 --lr-base-scale sqrt"
                    + " --freeze stem,stages.0 --clip-grad 0 --sched multistep --decay-milestones 9,20",
            "--sched cosine --sched-on-updates --warmup-lr 1e-5 --warmup-epochs 2 --warmup-prefix --cooldown-epochs 3"
                    + " --padding 4 --hflip 0 --vflip 0.5 --aa none --cutout 8 --color-jitter 0.4 0.3 0.2 0.1",
            "--min-lr 1e-5 --lr-cycle-limit 2 --lr-cycle-mul 2 --lr-cycle-decay 0.5 --lr-k-decay 1.5 --sched-on-epochs"
                    + " --scale 0.2 0.9 --ratio 1 1 --train-interpolation bicubic --aa rand-m9-mstd0.5-inc1"
                    + " --color-jitter 0.4 --force-color-jitter",
            "--sched plateau --patience-epochs 3 --plateau-metric top5 --plateau-threshold 1e-3 --plateau-cooldown 1"
                    + " --reprob 0.25 --remode const --recount 2 --mixup 0.8 --cutmix-minmax 0.2 0.8",
            "--train-interpolation random --mixup 0.8 --cutmix 1 --mixup-prob 0.9 --mixup-switch-prob 0.4"
                    + " --mixup-mode elem --mixup-off-epoch 3");

    /** What is about one call of the command, and no config says. */
    private static final Set<String> CALL = Set.of(
            "--config", "--print-config", "--resume", "--auto-resume", "--accept-changed-data", "--no-resume-opt");

    @TempDir
    private Path folder;

    static List<String> lines() {
        return LINES;
    }

    @ParameterizedTest
    @MethodSource("lines")
    void an_option_is_spelled_in_a_config_as_it_is_typed(String line) throws IOException {
        CommandResult typed = printed(line.split(" ", -1));
        assertThat(values(configured(text(line)))).isEqualTo(values(typed));
        assertThat(values(configured(typed.out()))).isEqualTo(values(typed));
    }

    /** All values are there, so that nothing is to be fitted to data that need not be here. */
    @ParameterizedTest
    @ValueSource(strings = {"--recipe caformer_s18", "--batch-size 64 --epochs 2", "--recipe timm --sched step"})
    void what_is_printed_makes_the_same_again_without_the_data(String line) throws IOException {
        List<String> options = new ArrayList<>(List.of("no/such/data"));
        options.addAll(List.of(line.split(" ", -1)));
        CommandResult typed = printed(options.toArray(String[]::new));
        CommandResult again = configured(typed.out());
        assertThat(values(again)).isEqualTo(values(typed)).startsWith("data: \"no/such/data\"\n");
        assertThat(configured(again.out()).out()).isEqualTo(again.out());
    }

    @Test
    void no_option_is_left_out() {
        Set<String> given = new TreeSet<>();
        LINES.forEach(line -> given.addAll(options(line).keySet()));
        Set<String> known = new TreeSet<>();
        for (OptionSpec option : train().options()) {
            if (!option.inherited() && !option.usageHelp() && !option.versionHelp()) {
                known.addAll(List.of(option.names()));
            }
        }
        known.removeAll(CALL);
        assertThat(given).isEqualTo(known);
    }

    private static CommandSpec train() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return MetaFormerCommand.create(nowhere, nowhere)
                .getSubcommands()
                .get("train")
                .getCommandSpec();
    }

    /** The options of a line with what stands behind each of them. */
    private static Map<String, List<String>> options(String line) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        String last = "";
        for (String word : line.split(" ", -1)) {
            boolean isOption = word.matches("--?[a-z].*"); // -5 is a number
            last = isOption ? word : last;
            options.computeIfAbsent(last, name -> new ArrayList<>()).addAll(isOption ? List.of() : List.of(word));
        }
        return options;
    }

    /** The same as a config, with dashes in one name and underscores in the next; what stands behind them is as it is. */
    private static String text(String line) {
        StringBuilder text = new StringBuilder();
        boolean dashes = false;
        for (Map.Entry<String, List<String>> option : options(line).entrySet()) {
            String key = option.getKey().replaceFirst("^-+", "");
            List<String> words = option.getValue();
            text.append(dashes ? key : key.replace('-', '_'))
                    .append(": ")
                    .append(words.isEmpty() ? "true" : String.join(" ", words))
                    .append('\n');
            dashes = !dashes;
        }
        return text.toString();
    }

    private CommandResult configured(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), text);
        return printed("--config", file.toString());
    }

    private static CommandResult printed(String... options) {
        List<String> command = new ArrayList<>(List.of("train", "--print-config"));
        command.addAll(List.of(options));
        CommandResult result = CommandResult.of(command.toArray(String[]::new));
        assertThat(result.code())
                .as(String.join(" ", command) + "\n" + result.err())
                .isZero();
        return result;
    }

    /** What is printed without where it is from. */
    private static String values(CommandResult printed) {
        return printed.out().replaceAll("(?m)^# .*\n| +# .*$", "");
    }
}
