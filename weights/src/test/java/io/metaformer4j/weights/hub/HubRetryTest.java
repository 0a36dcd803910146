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

/** Connections that break, fall silent or are refused for a while. */
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
                response.error(429, "Retry-After: 1");
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length);
            }
        });
        long start = System.nanoTime();
        hub(server).fetch(SOURCE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
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
    void a_server_that_falls_silent_is_left_and_asked_again() throws IOException {
        ScriptedServer server = start((request, response) -> {
            switch (request.number()) {
                case 0 -> Thread.sleep(20_000); // no answer at all
                case 1 -> {
                    ScriptedServer.send(request, response, CONTENT, 5000, ETAG);
                    Thread.sleep(20_000); // no further bytes
                }
                default -> ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        long start = System.nanoTime();
        assertThat(impatient(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(server.requests().get(2).from()).isEqualTo(5000);
    }

    @Test
    void a_silent_server_is_given_up() throws IOException {
        ScriptedServer server = start((request, response) -> {
            response.head(200, "Content-Length: 10").body(CONTENT, 0, 1);
            Thread.sleep(20_000);
        });
        assertThatThrownBy(() -> impatient(server).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("no bytes came");
    }

    @Test
    void a_slow_server_is_waited_for() throws IOException {
        byte[] small = content(25);
        ScriptedServer server = start((request, response) -> {
            response.head(200, "Content-Length: 25");
            for (int i = 0; i < 25; i++) {
                response.body(small, i, i + 1);
                Thread.sleep(60);
            }
        });
        assertThat(impatient(server).fetch(SOURCE)).hasBinaryContent(small);
        assertThat(server.requests()).hasSize(1);
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
    void a_server_that_is_too_slow_is_given_up() throws IOException {
        ScriptedServer server = start((request, response) -> {
            response.head(200, "Content-Length: " + CONTENT.length, ETAG);
            for (int i = 0; i < 1000; i++) {
                response.body(CONTENT, i, i + 1);
                Thread.sleep(20);
            }
        });
        Hub hub = new Hub(
                settings(server).withPatience(SHORT, 0, Duration.ofMillis(1)).withLimits(1000, LARGEST));
        assertThatThrownBy(() -> hub.fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("fewer than 1000 per second");
        assertNotPublished();
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
