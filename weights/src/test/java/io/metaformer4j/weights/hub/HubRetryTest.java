package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break or are refused for a while. */
@Timeout(60)
class HubRetryTest extends HubFixture {

    @Test
    void a_broken_connection_is_continued_where_it_broke() throws IOException {
        ScriptedServer server = start((request, response) -> ScriptedServer.send(
                request, response, CONTENT, request.number() == 0 ? 100_000 : CONTENT.length, ETAG));
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1).headers())
                .containsEntry("range", "bytes=100000-")
                .containsEntry("if-range", "\"v1\"");
    }

    @Test
    void a_connection_that_breaks_again_and_again_succeeds_while_there_is_progress() throws IOException {
        Random random = new Random(7);
        ScriptedServer server = start((request, response) -> ScriptedServer.send(
                request,
                response,
                CONTENT,
                Math.min(CONTENT.length, request.from() + 1 + random.nextInt(30_000)),
                "Last-Modified: Mon, 22 Nov 2021 00:00:00 GMT"));
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSizeGreaterThan(8);
    }

    @Test
    void a_connection_that_always_breaks_at_the_same_place_is_given_up() throws IOException {
        ScriptedServer server =
                start((request, response) -> ScriptedServer.send(request, response, CONTENT, 1000, ETAG));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("3 times in a row")
                .hasMessageContaining("connection broke")
                .hasMessageContaining("continue at byte 1000");
        assertNotPublished();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void a_temporary_refusal_is_retried(int status) throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() < 2) {
                response.error(status, "Retry-After: 0");
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length);
            }
        });
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
    }

    @Test
    void retry_after_is_obeyed() throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                response.error(429, "Retry-After: 40");
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length);
            }
        });
        ManualTicker ticker = new ManualTicker();
        assertThat(new Hub(settings(server), ticker).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(ticker.pauses()).containsExactly(Duration.ofSeconds(40));
    }

    @Test
    void pauses_grow_up_to_a_minute_whatever_the_server_asks_for() throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() < 2) {
                response.error(503);
            } else {
                response.error(503, "Retry-After: 86400");
            }
        });
        ManualTicker ticker = new ManualTicker();
        Hub hub = new Hub(settings(server).withTimeouts(LONG, 3, Duration.ofSeconds(1)), ticker);
        assertThatThrownBy(() -> hub.fetch(SOURCE)).isInstanceOf(DownloadException.class);
        assertThat(ticker.pauses())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(60));
    }

    @Test
    void a_server_that_stays_broken_is_given_up() throws IOException {
        ScriptedServer server = start((request, response) -> response.error(503));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("HTTP 503")
                .hasMessageContaining("try again later");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void nobody_listening_is_reported() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Hub hub = new Hub(settings(URI.create("http://127.0.0.1:" + port)));
        assertThatThrownBy(() -> hub.fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("no answer from the server");
    }

    @Test
    void garbage_instead_of_http_is_reported() throws IOException {
        ScriptedServer server = start((request, response) -> response.body(CONTENT, 0, 1000));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("no answer from the server");
    }

    @Test
    void a_server_that_gives_a_few_bytes_for_every_request_is_given_up() throws IOException {
        ScriptedServer server =
                start((request, response) -> ScriptedServer.send(request, response, CONTENT, request.from() + 1, ETAG));
        Hub hub = new Hub(settings(server).withLimits(1_000_000_000, LARGEST));
        assertThatThrownBy(() -> hub.fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("3 times in a row");
        assertThat(server.requests()).hasSize(3);
    }
}
