package io.metaformer4j.weights.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameGroupsTest {

    @Test
    void names_that_differ_in_numbers_share_a_line() {
        assertThat(NameGroups.of(List.of(
                        "stages.0.blocks.1.norm1.weight",
                        "stem.conv.bias",
                        "stages.0.blocks.2.norm1.weight",
                        "stages.2.blocks.1.norm1.weight",
                        "stages.2.blocks.2.norm1.weight")))
                .containsExactly("stages.{0,2}.blocks.{1-2}.norm1.weight (4 tensors)", "stem.conv.bias");
    }

    @Test
    void ranges_never_cover_names_that_are_not_meant() {
        assertThat(NameGroups.of(List.of("a.0.b.0.w", "a.0.b.1.w", "a.1.b.0.w", "a.1.b.5.w", "a.1.b.6.w")))
                .containsExactly("a.0.b.{0-1}.w (2 tensors)", "a.1.b.{0,5-6}.w (3 tensors)");
    }

    @Test
    void gaps_are_shown() {
        assertThat(NameGroups.of(List.of("a.1.w", "a.2.w", "a.3.w", "a.7.w", "a.9.w")))
                .containsExactly("a.{1-3,7,9}.w (5 tensors)");
    }

    @Test
    void different_remarks_keep_names_apart() {
        assertThat(NameGroups.of(
                        List.of("a.1.w", "a.2.w", "a.3.w"), name -> name, name -> name.contains("2") ? "!" : ""))
                .containsExactly("a.{1,3}.w (2 tensors)", "a.2.w!");
    }

    @Test
    void digits_inside_words_and_huge_numbers_are_left_alone() {
        assertThat(NameGroups.of(List.of("fc1.99999999999.x*y", "fc2.99999999999.x*y")))
                .containsExactly("fc1.99999999999.x?y", "fc2.99999999999.x?y");
    }
}
