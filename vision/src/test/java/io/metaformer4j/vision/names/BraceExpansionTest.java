package io.metaformer4j.vision.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BraceExpansionTest {

    @Test
    void counts_with_leading_zeros() {
        assertThat(BraceExpansion.expand("s-{0008..0011}.tar"))
                .containsExactly("s-0008.tar", "s-0009.tar", "s-0010.tar", "s-0011.tar");
        assertThat(BraceExpansion.expand("s-{8..10}.tar")).containsExactly("s-8.tar", "s-9.tar", "s-10.tar");
    }

    @Test
    void combines_choices_and_ranges() {
        assertThat(BraceExpansion.expand("{a,b}/{0..1}.tar"))
                .containsExactly("a/0.tar", "a/1.tar", "b/0.tar", "b/1.tar");
    }

    @Test
    void braces_inside_braces_are_expanded_first() {
        assertThat(BraceExpansion.expand("{train-{00..02},val-{0..1}}.tar"))
                .containsExactly("train-00.tar", "train-01.tar", "train-02.tar", "val-0.tar", "val-1.tar");
        assertThat(BraceExpansion.expand("{a{b,c},}")).containsExactly("ab", "ac", "");
        assertThat(BraceExpansion.expand("{x{0..1}}")).containsExactly("{x0}", "{x1}");
        assertThat(BraceExpansion.isPattern("{x{0..1}")).isTrue();
    }

    @Test
    void leaves_other_braces_alone() {
        assertThat(BraceExpansion.isPattern("data/{x}/y")).isFalse();
        assertThat(BraceExpansion.expand("data/{x}/{0..1}")).containsExactly("data/{x}/0", "data/{x}/1");
        assertThat(BraceExpansion.isPattern("data-{0..1}.tar")).isTrue();
        assertThat(BraceExpansion.isPattern("data-{0..1")).isFalse();
        assertThat(BraceExpansion.expand("data-{0,1")).containsExactly("data-{0,1");
    }

    @Test
    void refuses_ranges_that_no_disk_holds() {
        assertThatThrownBy(() -> BraceExpansion.expand("s-{0..99999999}.tar")).hasMessageContaining("{0..99999999}");
        assertThatThrownBy(() -> BraceExpansion.expand("s-{3..1}.tar")).hasMessageContaining("ascend");
        assertThatThrownBy(() -> BraceExpansion.expand("{0..9999}{0..9999}")).hasMessageContaining("more than");
    }
}
