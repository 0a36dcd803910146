package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what they should be: never under their final names. */
@Timeout(60)
class HubIntegrityTest extends HubFixture {

    @Test
    void a_wrong_checksum_keeps_nothing() throws IOException {
        byte[] wrong = CONTENT.clone();
        wrong[12345] ^= 1;
        ScriptedServer server = start(ScriptedServer.file(wrong, LINKED_SHA));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(sha256(wrong))
                .hasMessageContaining(SHA);
        assertThat(server.requests()).hasSize(2);
        assertThat(names()).containsExactly("model.safetensors.lock");
    }

    @Test
    void a_checksum_damaged_once_is_tried_again() throws IOException {
        byte[] wrong = CONTENT.clone();
        wrong[0] ^= 1;
        ScriptedServer server = start((request, response) -> ScriptedServer.send(
                request, response, request.number() == 0 ? wrong : CONTENT, CONTENT.length, LINKED_SHA));
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
    }

    @Test
    void a_checksum_that_is_asked_for_is_checked_before_and_after() throws IOException {
        ScriptedServer silent = start(ScriptedServer.file(CONTENT));
        String other = sha256(new byte[0]);
        assertThatThrownBy(() -> hub(silent).fetch(SOURCE, Optional.of(other), DownloadListener.NONE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(other);
        ScriptedServer honest = start(ScriptedServer.file(CONTENT, "ETag: \"" + SHA + "\""));
        assertThatThrownBy(() -> hub(honest).fetch(SOURCE, Optional.of(other), DownloadListener.NONE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("was changed there");
        assertThat(honest.requests()).hasSize(1);
        assertNotPublished();
        assertThat(hub(honest).fetch(SOURCE, Optional.of(SHA), DownloadListener.NONE))
                .exists();
    }

    @Test
    void a_size_other_than_announced_is_refused() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT, "X-Linked-Size: 300001"));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("300000 bytes")
                .hasMessageContaining("announces 300001");
        assertNotPublished();
    }

    @Test
    void a_body_without_length_must_have_the_announced_size() throws IOException {
        ScriptedServer tooLong = start(
                (request, response) -> response.head(200, "X-Linked-Size: 1000").body(CONTENT, 0, CONTENT.length));
        assertThatThrownBy(() -> hub(tooLong).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("more than the announced 1000 bytes");
        ScriptedServer tooShort = start((request, response) ->
                response.head(200, "X-Linked-Size: 300000").body(CONTENT, 0, 1000));
        assertThatThrownBy(() -> hub(tooShort).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("1000 of 300000 bytes");
        assertNotPublished();
    }

    @Test
    void an_encoded_body_and_a_web_page_are_refused() throws IOException {
        ScriptedServer zipped = start(ScriptedServer.file(CONTENT, "Content-Encoding: gzip"));
        assertThatThrownBy(() -> hub(zipped).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("encoding 'gzip'");
        ScriptedServer page = start(ScriptedServer.file(CONTENT, "Content-Type: text/html; charset=utf-8"));
        assertThatThrownBy(() -> hub(page).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("web page");
        assertNotPublished();
    }

    @Test
    void a_body_of_unknown_length_is_kept_only_if_its_end_is_certain() throws IOException {
        ScriptedServer cut = start((request, response) -> response.head(200).body(CONTENT, 0, 1000));
        assertThatThrownBy(() -> hub(cut).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("without its length");
        assertNotPublished();
        ScriptedServer whole = start((request, response) -> response.head(200).body(CONTENT, 0, CONTENT.length));
        assertThat(hub(whole).fetch(SOURCE, Optional.of(SHA), DownloadListener.NONE))
                .hasBinaryContent(CONTENT);
    }

    @Test
    void chunks_have_an_end_and_one_that_is_missing_is_noticed() throws IOException {
        ScriptedServer server = start((request, response) -> {
            response.head(200, "Transfer-Encoding: chunked");
            chunk(response, CONTENT.length / 2, 0);
            if (request.number() > 0) {
                chunk(response, CONTENT.length - CONTENT.length / 2, CONTENT.length / 2);
                chunk(response, 0, 0);
            }
        });
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void a_file_that_is_too_large_or_never_ends_is_refused() throws IOException {
        ScriptedServer huge = start((request, response) ->
                response.head(200, "Content-Length: 99999999999").body(CONTENT, 0, 1));
        assertThatThrownBy(() -> hub(huge).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("has 99999999999 bytes; files of more than " + LARGEST + " bytes");
        ScriptedServer endless = start((request, response) -> {
            response.head(200, "Transfer-Encoding: chunked");
            while (true) {
                chunk(response, CONTENT.length, 0); // until the client goes away
            }
        });
        assertThatThrownBy(() -> hub(endless).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("has no end; files of more than " + LARGEST + " bytes");
        assertThat(names()).containsExactly("model.safetensors.lock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: -5", "Content-Length: many", "Content-Length: 99999999999999999999"})
    void a_length_that_is_none_is_no_answer(String header) throws IOException {
        ScriptedServer server =
                start((request, response) -> response.head(200, header).body(CONTENT, 0, CONTENT.length));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE)).isInstanceOf(DownloadException.class);
        assertNotPublished();
    }

    @Test
    void a_negative_announcement_is_ignored_and_an_empty_file_refused() throws IOException {
        ScriptedServer negative = start(ScriptedServer.file(CONTENT, "X-Linked-Size: -1"));
        assertThat(hub(negative).fetch(SOURCE)).hasBinaryContent(CONTENT);
        ScriptedServer empty = start(ScriptedServer.file(new byte[0]));
        assertThatThrownBy(() -> hub(empty)
                        .fetch(RemoteFile.parse(empty.address() + "/x.pth").orElseThrow()))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("is empty");
    }

    private static void chunk(ScriptedServer.Response response, int size, int from) throws IOException {
        byte[] start = (Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        response.body(start, 0, start.length).body(CONTENT, from, from + size);
        response.body(new byte[] {'\r', '\n'}, 0, 2);
    }
}
