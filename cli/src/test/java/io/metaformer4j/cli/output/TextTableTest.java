package io.metaformer4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void numbers_stand_right_whatever_their_sign() {
        String table = new TextTable()
                .row("name", "change", "share")
                .row("a", "-0.25", "50 %")
                .row("bcd", "+12.5", "100 %")
                .row("e", "3", "-")
                .render();
        assertThat(table.lines())
                .containsExactly(
                        "name  change  share",
                        "----  ------  -----",
                        "a      -0.25   50 %",
                        "bcd    +12.5  100 %",
                        "e          3      -");
    }

    @Test
    void words_that_begin_with_a_sign_stand_left() {
        String table = new TextTable()
                .row("option", "n")
                .row("-x", "1")
                .row("--long", "20")
                .render();
        assertThat(table.lines()).containsExactly("option   n", "------  --", "-x       1", "--long  20");
    }
}
