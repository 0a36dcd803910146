package io.metaformer4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Text of others, escaped so that no terminal obeys it. */
class EscapedTextTest {

    /** Turns a terminal red, rings it, breaks the line, and hides what follows; with what a tab does to a table. */
    private static final String EVIL = "x\u001b[31m\u0007\u009b2J\ny\r\u202ez\tw";

    private static final String SHOWN = "x\\u001b[31m\\u0007\\u009b2J\\ny\\r\\u202ez\\tw";

    @Test
    void a_line_stays_a_line() {
        StringWriter text = new StringWriter();
        EscapingWriter writer = new EscapingWriter(text);
        writer.println(EVIL);
        writer.println((Object) EVIL);
        assertThat(text.toString()).isEqualTo((SHOWN + "\n").repeat(2).replace("\n", System.lineSeparator()));
    }

    @Test
    void tables_keep_their_lines_and_nothing_else() {
        StringWriter text = new StringWriter();
        EscapingWriter writer = new EscapingWriter(text);
        writer.print("a\n\tb\u001b\u202e😀\n");
        writer.write('\u0007');
        writer.append('c').printf("%s%n", "d\u009b");
        assertThat(text.toString()).isEqualTo("a\n\tb\\u001b\\u202e😀\n\\u0007cd\\u009b" + System.lineSeparator());
        assertThat(new TextTable().row("name").row(EVIL).render().lines()).hasSize(3);
    }

    @Test
    void a_line_without_end_is_cut() {
        StringWriter text = new StringWriter();
        new EscapingWriter(text).println("a".repeat(1 << 20));
        assertThat(text.toString()).hasSizeLessThan(6000).contains("…");
    }

    @Test
    void warnings_of_the_log_are_escaped_and_a_progress_bar_is_not() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EscapingErrorStream stream = new EscapingErrorStream(bytes);
        stream.print("\r[==>  ]\u001b[K");
        stream.println("WARN " + EVIL);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r[==>  ]\u001b[KWARN " + SHOWN + System.lineSeparator());
    }

    @Test
    void json_is_exact_and_harmless() throws IOException {
        String name = EVIL + "\u007f\u0000" + Character.toString(0xe0041) + "\ud800" + "猫😀\"\\";
        String json = JsonOutput.text(Map.of("name", name));
        assertThat(json.chars()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
        assertThat(json).doesNotContain("\u202e").contains("猫😀");
        byte[] stored = json.getBytes(StandardCharsets.UTF_8);
        assertThat(new ObjectMapper().readTree(stored).get("name").asText()).isEqualTo(name);
    }
}
