package io.metaformer4j.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.training.Runs;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.TinyArchitectures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of what is frozen. */
class FreezingTest {

    private static final Architecture NETWORK = Runs.MODEL.architecture();

    @Test
    void a_module_is_all_that_lies_in_it() {
        assertThat(Freezing.NONE.frozen(NETWORK)).isEmpty();
        assertThat(Freezing.of(List.of("stem", "stages.0.blocks.0")).frozen(NETWORK))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("stem.") || name.startsWith("stages.0.blocks.0."));
        assertThat(Freezing.of(List.of("head.fc.bias")).frozen(NETWORK)).containsExactly("head.fc.bias");
    }

    @Test
    void the_classifier_of_an_mlp_head_is_its_last_layer() {
        assertThat(Freezing.ALL_BUT_CLASSIFIER.frozen(TinyArchitectures.caformer()))
                .contains("head.fc.fc1.weight", "head.norm.weight")
                .doesNotContain("head.fc.fc2.weight", "head.fc.fc2.bias");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            stm                   | stem, stages, head
            stages.7              | stages.0, stages.1
            stages.0.blocks.9.mlp | stages.0.blocks.0
            head.classifier       | head.norm, head.fc
            """)
    void an_unknown_name_is_refused_with_those_near_it(String name, String near) {
        assertThatThrownBy(() -> Freezing.of(List.of(name)).frozen(NETWORK))
                .isInstanceOf(MetaFormerException.class)
                .hasMessage("the network has no module '" + name + "' that could be frozen; near it are " + near);
    }

    @Test
    void something_has_to_learn() {
        assertThatThrownBy(() -> Freezing.of(List.of("stem", "stages", "head")).frozen(NETWORK))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("nothing learns");
        assertThatThrownBy(() -> Freezing.ALL_BUT_CLASSIFIER.frozen(TinyArchitectures.backbone()))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("no classifier");
        assertThatThrownBy(() -> new Freezing(List.of("stem"), true))
                .isInstanceOf(MetaFormerException.class)
                .hasMessageContaining("leave either out");
    }

    @Test
    void a_recipe_remembers_what_is_frozen_and_older_ones_freeze_nothing() {
        TrainingRecipe plain = Runs.recipe(3, 1, 1);
        String older = plain.toJson().replaceFirst(",\\s*\"freezing\" : \\{[^}]*}", "");
        assertThat(older).isNotEqualTo(plain.toJson());
        assertThat(TrainingRecipe.parse(older)).isEqualTo(plain);
        for (Freezing freezing : List.of(Freezing.of(List.of("stem", "stages.0")), Freezing.ALL_BUT_CLASSIFIER)) {
            TrainingRecipe frozen = plain.withOptimization(plain.optimization().withFreezing(freezing));
            assertThat(TrainingRecipe.parse(frozen.toJson())).isEqualTo(frozen);
        }
    }
}
