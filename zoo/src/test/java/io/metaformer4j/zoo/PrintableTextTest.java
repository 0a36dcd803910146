package io.metaformer4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrintableTextTest {

    @Test
    void ordinaryTextOfAnyScriptStaysAsItIs() {
        String text = "stages.0.blocks.1 C:\\temp\\x.pth 'tabby, cat' Käse 猫 می\u200cخواهم 👩\u200d🚀";
        assertThat(PrintableText.of(text)).isEqualTo(text);
        assertThat(PrintableText.of("")).isEmpty();
    }

    @Test
    void whatATerminalWouldObeyIsShownInstead() {
        assertThat(PrintableText.of("a\nb\r\tc")).isEqualTo("a\\nb\\r\\tc");
        assertThat(PrintableText.of("\u001b[2Jx\u0007\u007f\u0000")).isEqualTo("\\u001b[2Jx\\u0007\\u007f\\u0000");
        assertThat(PrintableText.of("\u009b31m\u0085")).isEqualTo("\\u009b31m\\u0085");
    }

    @Test
    void marksThatTurnOrHideTextAreShown() {
        assertThat(PrintableText.of("\u202egpj.exe\u2066\u200b\ufeff\u061c"))
                .isEqualTo("\\u202egpj.exe\\u2066\\u200b\\ufeff\\u061c");
        assertThat(PrintableText.of("a\u2028b\u2029c")).isEqualTo("a\\u2028b\\u2029c");
        assertThat(PrintableText.of(Character.toString(0xe0041))).isEqualTo("\\U000e0041");
    }

    @Test
    void unpairedSurrogatesAreShown() {
        assertThat(PrintableText.of("x\ud83d")).isEqualTo("x\\ud83d");
    }

    @Test
    void longTextLosesItsMiddle() {
        assertThat(PrintableText.of("0123456789", 10)).isEqualTo("0123456789");
        assertThat(PrintableText.of("0123456789x", 10)).isEqualTo("012345…89x");
        assertThat(PrintableText.of("a".repeat(1 << 20))).hasSize(PrintableText.MAX_LENGTH);
        assertThat(PrintableText.of("abc", 1)).isEqualTo("…");
    }

    @Test
    void a_list_names_the_first_and_counts_the_others() {
        List<String> names = List.of("a", "b\n", "c");
        assertThat(PrintableText.listed(names, 3)).isEqualTo("a, b\\n, c");
        assertThat(PrintableText.listed(names, 2)).isEqualTo("a, b\\n and 1 more");
        assertThat(PrintableText.listed(List.of(), 2)).isEmpty();
        assertThat(PrintableText.listed(names, 1, name -> "'" + name + "'")).isEqualTo("'a' and 2 more");
    }

    @Test
    void escapesAndPairsAreNeverCutInTwo() {
        assertThat(PrintableText.of("\u001b".repeat(5), 20)).isEqualTo("\\u001b\\u001b…\\u001b");
        assertThat(PrintableText.of("😀".repeat(20), 8)).isEqualTo("😀😀…😀");
    }
}
