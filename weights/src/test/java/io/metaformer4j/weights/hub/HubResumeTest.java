package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rest of an interrupted download: of the same version, or not at all. */
@Timeout(60)
class HubResumeTest extends HubFixture {

    @Test
    void a_server_that_ignores_ranges_is_read_from_the_start() throws IOException {
        ScriptedServer server =
                start((request, response) -> response.head(200, "Content-Length: " + CONTENT.length, ETAG)
                        .body(CONTENT, 0, request.number() == 0 ? 5000 : CONTENT.length));
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1).from()).isEqualTo(5000);
    }

    @Test
    void a_file_that_changed_meanwhile_is_read_from_the_start() throws IOException {
        byte[] changed = content(1234);
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                ScriptedServer.send(request, response, CONTENT, 5000, ETAG);
            } else {
                assertThat(request.headers()).containsEntry("if-range", "\"v1\"");
                response.head(200, "Content-Length: " + changed.length, "ETag: \"v2\"")
                        .body(changed, 0, changed.length);
            }
        });
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(changed);
    }

    @Test
    void without_a_version_or_checksum_nothing_is_continued() throws IOException {
        ScriptedServer server = start((request, response) ->
                ScriptedServer.send(request, response, CONTENT, request.number() == 0 ? 5000 : CONTENT.length));
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests().get(1).headers()).doesNotContainKey("range");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 6000-299999/300000",
                "bytes 5000-4999/300000",
                "bytes 5000-300000/300000",
                "bytes 5000-5010/300000",
                "bytes 0-299999/300000",
                "nonsense",
                "bytes */300000"
            })
    void an_answer_with_another_range_is_not_used(String range) throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 1) {
                response.head(206, "Content-Length: 10", "Content-Range: " + range)
                        .body(CONTENT, 0, 10);
            } else {
                ScriptedServer.send(request, response, CONTENT, request.number() == 0 ? 5000 : CONTENT.length, ETAG);
            }
        });
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests().get(2).from()).isZero();
    }

    @Test
    void a_download_that_was_complete_but_not_published_is_published() throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.from() == CONTENT.length) {
                response.error(416, "Content-Range: bytes */" + CONTENT.length, LINKED_SHA);
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        prepareIncomplete(CONTENT);
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_download_that_is_longer_than_the_file_is_started_anew() throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.from() >= CONTENT.length) {
                response.error(416, "Content-Range: bytes */" + CONTENT.length);
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        prepareIncomplete(Arrays.copyOf(CONTENT, CONTENT.length + 5));
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ETag: \"v2\"",
                "ETag: W/\"v1\"",
                "X-Nothing: 1",
                "Last-Modified: Mon, 22 Nov 2021 00:00:00 GMT",
            })
    void a_part_of_another_version_is_never_joined_to_what_is_there(String header) throws IOException {
        byte[] changed = CONTENT.clone();
        changed[CONTENT.length - 1] ^= 1;
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                ScriptedServer.send(request, response, CONTENT, 5000, ETAG);
            } else {
                ScriptedServer.send(request, response, changed, CONTENT.length, header);
            }
        });
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(changed);
        assertThat(server.requests()).hasSize(3);
        assertThat(server.requests().get(2).from()).isZero();
    }

    @Test
    void a_part_of_a_file_with_another_date_is_not_used() throws IOException {
        byte[] changed = CONTENT.clone();
        changed[CONTENT.length - 1] ^= 1;
        ScriptedServer server = start((request, response) -> ScriptedServer.send(
                request,
                response,
                request.number() == 0 ? CONTENT : changed,
                request.number() == 0 ? 5000 : CONTENT.length,
                "ETag: W/\"weak\"",
                "Last-Modified: Mon, 2" + Math.min(1, request.number()) + " Nov 2021 00:00:00 GMT"));
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(changed);
        assertThat(server.requests().get(1).headers()).containsEntry("if-range", "Mon, 20 Nov 2021 00:00:00 GMT");
        assertThat(server.requests().get(2).from()).isZero();
    }

    @Test
    void a_part_of_a_file_of_another_size_is_not_used() throws IOException {
        byte[] longer = Arrays.copyOf(CONTENT, CONTENT.length + 1);
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                ScriptedServer.send(request, response, CONTENT, 5000, ETAG);
            } else {
                ScriptedServer.send(request, response, longer, longer.length, ETAG);
            }
        });
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(longer);
        assertThat(server.requests().get(2).from()).isZero();
    }

    @Test
    void a_server_that_sends_less_than_it_was_asked_for_is_asked_for_the_rest() throws IOException {
        ScriptedServer server = start((request, response) -> {
            int from = request.from();
            int to = request.number() == 0 ? CONTENT.length : Math.min(CONTENT.length, from + 100_000);
            response.head(
                            request.number() == 0 ? 200 : 206,
                            ETAG,
                            "Content-Length: " + (to - from),
                            "Content-Range: bytes " + from + "-" + (to - 1) + "/" + CONTENT.length)
                    .body(CONTENT, from, request.number() == 0 ? 5000 : to);
        });
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void a_complete_download_of_a_file_that_was_changed_is_started_anew() throws IOException {
        byte[] changed = content(CONTENT.length);
        changed[0] ^= 1;
        prepareIncomplete(CONTENT);
        ScriptedServer server = start((request, response) -> {
            if (request.from() == CONTENT.length) {
                response.error(416, "Content-Range: bytes */" + CONTENT.length, "ETag: \"v2\"");
            } else {
                ScriptedServer.send(request, response, changed, changed.length, "ETag: \"v2\"");
            }
        });
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(changed);
    }

    @Test
    void a_version_that_somebody_else_has_noted_is_not_believed() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT, ETAG));
        Path file = prepareIncomplete(new byte[100]);
        Files.writeString(file.resolveSibling("model.safetensors.incomplete.version"), "validator=\\u0007\\n");
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests().get(0).headers()).doesNotContainKeys("range", "if-range");
    }
}
