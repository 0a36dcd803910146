package io.metaformer4j.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedCommandTest {

    @Test
    void arguments_are_quoted_for_a_shell_where_they_have_to_be() {
        assertThat(TypedCommand.text(List.of("train", "my pets", "--lr", "1e-3", "it's", "")))
                .isEqualTo("metaformer train 'my pets' --lr 1e-3 'it'\\''s' ''");
    }

    @ParameterizedTest
    @CsvSource({
        "https://me:secret@example.org/a.pth,        https://example.org/a.pth",
        "https://example.org/a.pth?token=secret&x=1, https://example.org/a.pth",
        "--weights=https://me@example.org/a?b,       --weights=https://example.org/a",
        "HTTPS://me:secret@example.org/a.pth?t=x,    HTTPS://example.org/a.pth",
        "https://example.org/a@b.pth,                https://example.org/a@b.pth",
        "hf:timm/model@main,                         hf:timm/model@main",
        "data/a?.tar,                                data/a?.tar"
    })
    void addresses_tell_nothing_of_their_user(String typed, String kept) {
        assertThat(TypedCommand.withoutSecrets(typed)).isEqualTo(kept);
    }
}
