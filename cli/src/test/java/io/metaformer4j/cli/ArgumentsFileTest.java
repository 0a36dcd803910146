package io.metaformer4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.recipe.layered.RecipeKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that a command is given in one file: written by a run, printed, and given to another run. */
class ArgumentsFileTest {

    private static final String TIMM =
            """
            aa: rand-m9-mstd0.5-inc1
            amp: false
            amp_dtype: float16
            aug_repeats: 0
            batch_size: 64
            color_jitter: 0.4
            data: null
            data_dir: imagenet
            decay_epochs: 90
            decay_milestones: [90, 180, 270]
            decay_rate: 0.1
            dist_bn: reduce
            drop_block: null
            epochs: 20
            experiment: ''
            fuser: ''
            img_size: null
            lr: 0.001
            lr_base: 0.1
            lr_base_size: 256
            model: caformer_s18
            momentum: 0.9
            no_prefetcher: false
            opt: adamw
            opt_kwargs: {}
            recount: 1
            remode: pixel
            resume: ''
            sched: cosine
            tta: 0
            warmup_epochs: 5
            warmup_lr: 1.0e-05
            workers: 4
            """;

    @TempDir
    private Path folder;

    private static CommandResult printed(String... options) {
        List<String> command = new ArrayList<>(List.of("train", "--print-config"));
        command.addAll(List.of(options));
        return CommandResult.of(command.toArray(String[]::new));
    }

    private static List<String> lines(CommandResult result) {
        assertThat(result.code()).as(result.err()).isZero();
        return result.out()
                .lines()
                .map(line -> line.strip().replaceAll(" +# ", " # "))
                .toList();
    }

    private String config(String text) throws IOException {
        return Files.writeString(folder.resolve("mine.yaml"), text).toString();
    }

    @Test
    void the_file_of_a_run_makes_the_same_network_again() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 8, 1);
        Path run = folder.resolve("run");
        CommandResult trained = CommandResult.of(
                "train",
                data.toString(),
                "--model",
                "embedded",
                "--epochs",
                "1",
                "--batch-size",
                "8",
                "--workers",
                "2",
                "--mixup",
                "0.2",
                "--model-ema",
                "--skip-broken",
                "--no-report",
                "--output",
                run.toString());
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(RecipeKeys.read(run.resolve("args.yaml"), "config"))
                .containsEntry("data", data.toString())
                .containsEntry("model", "embedded")
                .containsEntry("weights", "random")
                .containsEntry("workers", 2)
                .containsEntry("val_split", "validation")
                .containsEntry("skip_broken", true)
                .containsEntry("epochs", 1)
                .doesNotContainKeys("resume", "config", "recipe", "help");
        Path other = folder.resolve("other");
        CommandResult again = CommandResult.of(
                "train", "--config", run.resolve("args.yaml").toString(), "--output", other.toString());
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(other.resolve("model.safetensors")).hasSameBinaryContentAs(run.resolve("model.safetensors"));
        assertThat(other.resolve("recipe.json")).hasSameBinaryContentAs(run.resolve("recipe.json"));
        assertThat(other.resolve("report.html")).doesNotExist();
    }

    @Test
    void a_run_that_goes_on_writes_it_again_with_what_it_has_from_its_start() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        String run = folder.resolve("run").toString();
        String[] begun = {
            "train", data.toString(), "--model", "embedded", "--weights", "pretrained", "--epochs", "1", "--output", run
        };
        assertThat(CommandResult.of(begun).code()).isZero();
        Path file = folder.resolve("run/args.yaml");
        String config = Files.copy(file, folder.resolve("first.yaml")).toString();
        CommandResult resumed =
                CommandResult.of("train", "--config", config, "--resume", "--epochs", "2", "--keep", "3");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(RecipeKeys.read(file, "config"))
                .containsEntry("model", "embedded")
                .containsEntry("weights", "pretrained")
                .containsEntry("keep", 3)
                .containsEntry("epochs", 2);
        CommandResult repeated = printed("--auto-resume", "--output", run, "--weights", "random:7");
        assertThat(lines(repeated)).contains("weights: pretrained # the run");
        assertThat(Files.readString(folder.resolve("run/train.log")))
                .containsOnlyOnce(" epoch 1/1 ")
                .containsOnlyOnce(" epoch 2/2 ")
                .containsOnlyOnce(" done: ")
                .contains(" images/s", " 8 training pictures, 2 epochs, going on after epoch 1");
    }

    @Test
    void a_config_gives_every_option_of_the_command_which_options_replace() throws IOException {
        String config = config(
                """
                data: pets
                img-size: 64
                workers: 3
                keep: 5
                skip_broken: true
                """);
        assertThat(lines(printed("--recipe", "poolformer_s12", "--config", config, "--workers", "2")))
                .contains(
                        "data: pets # config " + config,
                        "model: poolformer_s12 # recipe poolformer_s12",
                        "weights: random # default",
                        "img_size: 64 # config " + config,
                        "workers: 2 # --workers",
                        "keep: 5 # config " + config,
                        "skip_broken: true # config " + config,
                        "validate_every: 1 # default");
        assertThat(lines(printed("cats", "--recipe", "poolformer_s12", "--config", config)))
                .contains("data: cats # DATA");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            workers: many      | '--workers'
            keep: 0            | '--keep'
            dato: pets         | the key 'dato' is unknown; did you mean data
            data: 3            | 'data' is 3, but must be a path or an address
            resume: true       | 'resume' is about one call of the command; give --resume on the command line
            resplit: true      | the key 'resplit' is unknown
            skip_broken: false | 'skip_broken: false' says nothing
            """)
    void what_it_cannot_give_is_told_by_key(String text, String message) throws IOException {
        CommandResult wrong = printed("--config", config(text + "\n"));
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("config '", "mine.yaml'", message).hasLineCount(1);
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void the_file_of_timm_is_taken_but_for_what_there_is_not_here() throws IOException {
        Path data = TwoColours.write(folder.resolve("data"), 4, 1);
        String config = config(TIMM);
        CommandResult printed = printed(data.toString(), "--config", config);
        assertThat(lines(printed))
                .contains(
                        "model: caformer_s18 # config " + config,
                        "workers: 4 # config " + config,
                        "epochs: 20 # config " + config,
                        "size: 64 # config " + config,
                        "rate: 0.001 # config " + config,
                        "initial_rate: 1.0E-5 # config " + config);
        assertThat(printed.err())
                .contains("batch_size that is each process's in timm", "arguments of timm that there are not here")
                .contains("dist_bn")
                .hasLineCount(1);
    }

    /** Every argument of timm 1.0.29 stands in its file, with the default of the script if nobody gave it. */
    @Test
    void the_whole_file_of_timm_means_what_it_means_there() throws IOException {
        String all = Files.readString(Path.of("src/test/resources/fixtures/timm/args.yaml"));
        String config = config(all.replace("opt: sgd", "opt: adamw").replace("cutmix: 0.0", "cutmix: 1.0")
                + "of_the_next_release: 1\n");
        CommandResult printed = printed("pets", "--config", config);
        assertThat(lines(printed))
                .contains(
                        "model: resnet50 # config " + config,
                        "type: none # recipe timm",
                        "per_update: false # recipe timm",
                        "type: adamw # config " + config,
                        "epochs: 300 # config " + config,
                        "size: 128 # config " + config,
                        "cutmix_alpha: 1.0 # config " + config);
        assertThat(printed.err())
                .contains("kd_distill_type", "naflex_max_seq_len", "of_the_next_release")
                .hasLineCount(1);
    }

    @Test
    void the_file_of_the_script_that_was_published_with_the_baselines_is_taken() {
        String config = "src/test/resources/fixtures/timm/sail-args.yaml";
        assertThat(lines(printed("--config", config)))
                .contains(
                        "head_dropout: 0.0 # config " + config,
                        "cooldown_epochs: 10 # config " + config,
                        "rate: 0.05 # config " + config,
                        "type: cosine # config " + config);
    }

    @Test
    void weights_that_are_typed_go_before_those_of_the_file() throws IOException {
        String config = config(printed("--pretrained").out());
        assertThat(Files.readString(Path.of(config)))
                .containsPattern("(?m)^weights: pretrained +# --pretrained$")
                .doesNotContain("\npretrained:");
        assertThat(lines(printed("--config", config, "--weights", "random"))).contains("weights: random # --weights");
        String averaged = config("pretrained: true\nema: true\n");
        assertThat(lines(printed("--config", averaged, "--weights", "random", "--raw")))
                .contains("weights: random # --weights", "raw: true # --raw")
                .noneMatch(line -> line.startsWith("ema:") || line.startsWith("pretrained:"));
        CommandResult both = printed("--pretrained", "--weights", "random");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("--pretrained is --weights pretrained");
    }

    @Test
    void a_config_is_not_overwritten_by_the_run_that_it_begins() throws IOException {
        Path mine = folder.resolve("out/args.yaml");
        Files.createDirectories(mine.getParent());
        Files.writeString(mine, "epochs: 1\n");
        CommandResult refused = CommandResult.of(
                "train",
                folder.toString(),
                "--model",
                "embedded",
                "--config",
                mine.toString(),
                "--output",
                mine.getParent().toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("is in the folder of the new run", "copy it, or use another --output");
        assertThat(mine).hasContent("epochs: 1\n");
    }
}
