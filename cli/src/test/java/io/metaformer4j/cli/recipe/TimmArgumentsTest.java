package io.metaformer4j.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.training.recipe.layered.RecipeKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimmArgumentsTest {

    /** What the scripts write when nothing is asked of them: that of timm 1.0.29, and that of sail-sg/metaformer. */
    private static Map<String, Object> dump(String name) throws IOException {
        return new LinkedHashMap<>(RecipeKeys.read(Path.of("src/test/resources/fixtures/timm", name), "config"));
    }

    private static Map<String, Object> said(Map<String, Object> changes) throws IOException {
        Map<String, Object> arguments = dump("args.yaml");
        arguments.putAll(changes);
        return TimmArguments.said(arguments);
    }

    @ParameterizedTest
    @CsvSource({"args.yaml, 160", "sail-args.yaml, 110"})
    void a_file_that_a_script_writes_is_recognised(String name, int size) throws IOException {
        Map<String, Object> dump = dump(name);
        assertThat(dump).hasSizeGreaterThan(size);
        assertThat(TimmArguments.isFrom(dump.keySet())).isTrue();
    }

    @Test
    void values_that_mean_something_are_said_though_they_are_defaults() throws IOException {
        assertThat(said(Map.of()))
                .containsEntry("momentum", 0.9)
                .containsEntry("aug_repeats", 0)
                .containsEntry("lr_cycle_limit", 1)
                .containsEntry("mixup", 0.0);
        assertThat(said(Map.of("sync_bn", true))).containsEntry("sync_bn", true);
        assertThat(said(Map.of("mixup", 0.8, "cutmix", 1.0, "reprob", 0.25, "sched", "step", "model_ema", true)))
                .containsKeys("mixup_prob", "mixup_mode", "mixup_off_epoch", "mixup_switch_prob", "remode", "recount")
                .containsKeys("decay_epochs", "decay_rate", "model_ema_decay");
    }

    @Test
    void what_means_nothing_beside_the_rest_is_passed_over() throws IOException {
        assertThat(said(Map.of("momentum", 0.8, "opt", "adamw", "recount", 3, "bce_target_thresh", 0.2)))
                .doesNotContainKeys("momentum", "remode", "recount", "bce_target_thresh", "clip_mode", "aug_splits")
                .doesNotContainKeys("model_ema_decay", "mixup_prob", "mixup_mode", "mixup_off_epoch", "decay_rate")
                .doesNotContainKeys("decay_epochs", "decay_milestones", "patience_epochs", "lr_cycle_mul", "amp_dtype");
        assertThat(said(Map.of("sched", "none")))
                .doesNotContainKeys("warmup_epochs", "warmup_lr", "min_lr", "cooldown_epochs", "lr_cycle_limit");
        assertThat(said(Map.of("mixup", 0.8))).containsKey("mixup_prob").doesNotContainKey("mixup_switch_prob");
        assertThat(said(Map.of("cutmix_minmax", List.of(0.2, 0.8))))
                .containsKey("mixup_prob")
                .doesNotContainKeys("cutmix", "mixup_switch_prob");
        assertThat(said(Map.of("model_ema", false, "model_ema_warmup", true))).doesNotContainKey("model_ema_warmup");
        assertThat(said(Map.of("pretrained", true, "initial_checkpoint", "a.pth")))
                .doesNotContainKey("pretrained");
    }

    @Test
    void one_dropout_of_the_head_is_left_of_two() throws IOException {
        Map<String, Object> arguments = dump("sail-args.yaml");
        assertThat(TimmArguments.said(arguments))
                .containsEntry("drop", 0.0)
                .doesNotContainKeys("head_dropout", "decay_epochs", "decay_milestones", "decay_rate");
        arguments.put("head_dropout", 0.4);
        assertThat(TimmArguments.said(arguments))
                .containsEntry("head_dropout", 0.4)
                .doesNotContainKey("drop");
        arguments.put("drop", 0.4);
        assertThat(TimmArguments.said(arguments)).containsEntry("drop", 0.4).doesNotContainKey("head_dropout");
    }
}
