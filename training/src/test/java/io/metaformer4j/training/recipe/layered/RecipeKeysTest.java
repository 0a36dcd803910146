package io.metaformer4j.training.recipe.layered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.metaformer4j.zoo.MetaFormerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeKeysTest {

    @TempDir
    private Path folder;

    @Test
    void yaml_and_json_make_the_same_data() throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("a.yaml"),
                """
                # a remark
                lr: 1.0e-3
                epochs: 30
                aa: rand-m9-mstd0.5-inc1
                scale: [0.2, 1.0]
                model_ema: true
                batching:
                  size: 8
                """);
        Path json = Files.writeString(
                folder.resolve("a.JSON"),
                """
                {"lr": 1.0e-3, "epochs": 30, "aa": "rand-m9-mstd0.5-inc1", "scale": [0.2, 1.0], "model_ema": true,
                 "batching": {"size": 8}}
                """);
        Map<String, Object> read = RecipeKeys.read(yaml, "config");
        assertThat(read)
                .containsExactly(
                        entry("lr", 0.001),
                        entry("epochs", 30),
                        entry("aa", "rand-m9-mstd0.5-inc1"),
                        entry("scale", List.of(0.2, 1.0)),
                        entry("model_ema", true),
                        entry("batching", Map.of("size", 8)));
        assertThat(RecipeKeys.read(json, "config")).isEqualTo(read);
    }

    @Test
    void the_former_name_of_a_metric_is_read_as_the_one_that_it_has_now() throws IOException {
        Path config = Files.writeString(
                folder.resolve("old.yaml"),
                """
                kept:
                  score: loss
                optimization:
                  schedule:
                    decay:
                      score: top5
                """);
        assertThat(RecipeKeys.leaves(RecipeKeys.read(config, "config")))
                .containsExactly(entry("kept.metric", "loss"), entry("optimization.schedule.decay.metric", "top5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "- a\n- b\n", "word", "3"})
    void what_has_no_keys_is_refused(String text) {
        assertThatThrownBy(() -> RecipeKeys.yaml(text, "config 'x'"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("config 'x'")
                .hasMessageContaining("no keys with values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lr: [1", "a: b: c", "lr: 1\n---\nlr: 2\n", "lr: 1\nlr: 2\n", "\tlr: 1"})
    void what_is_no_yaml_or_says_a_thing_twice_is_refused(String text) {
        assertThatThrownBy(() -> RecipeKeys.yaml(text, "config 'x'"))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageStartingWith("config 'x'")
                .hasMessageContaining("cannot be understood")
                .hasMessageNotContaining("DeserializationFeature");
    }

    @Test
    void leaves_are_named_by_their_paths() {
        assertThat(RecipeKeys.leaves(RecipeKeys.yaml("a: {b: {c: 1, d: [2, 3]}, e: {}}\nf: null", "test")))
                .containsExactly(
                        entry("a.b.c", 1), entry("a.b.d", List.of(2, 3)), entry("a.e", Map.of()), entry("f", null));
    }
}
