package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Servers that fall silent or dawdle, by a clock that the servers turn. A server that never answers costs one real second,
 * since the JDK's client waits for answers by the computer's own clock.
 */
@Timeout(60)
class HubTimeoutTest extends HubFixture {

    private final ManualTicker ticker = new ManualTicker();
    private final Semaphore arrived = new Semaphore(0);

    private Path fetch(HubSettings settings) throws IOException {
        return new Hub(settings, ticker).fetch(SOURCE, Optional.empty(), (bytes, total) -> {
            if (bytes > 0) {
                arrived.release();
            }
        });
    }

    /** Sends one byte at a time and lets time pass once the client has written it. */
    private void dawdle(ScriptedServer.Response response, byte[] bytes, Duration pause)
            throws IOException, InterruptedException {
        for (int i = 0; i < bytes.length; i++) {
            response.body(bytes, i, i + 1);
            arrived.acquire();
            ticker.advance(pause);
        }
    }

    @Test
    void a_server_that_never_answers_is_asked_again() throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                beSilent();
            }
            ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
        });
        HubSettings settings = settings(server).withTimeouts(Duration.ofSeconds(1), 2, Duration.ofMillis(1));
        assertThat(fetch(settings)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSizeGreaterThan(1);
    }

    @Test
    void a_server_that_falls_silent_is_left_and_asked_for_the_rest() throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                ScriptedServer.send(request, response, CONTENT, 1, ETAG);
                arrived.acquire();
                ticker.advance(LONG.multipliedBy(2));
                beSilent();
            }
            ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
        });
        assertThat(fetch(settings(server))).hasBinaryContent(CONTENT);
        assertThat(server.requests().get(1).from()).isEqualTo(1);
    }

    @Test
    void a_silent_server_is_given_up() throws IOException {
        ScriptedServer server = start((request, response) -> {
            response.head(200, "Content-Length: 10").body(CONTENT, 0, 1);
            arrived.acquire();
            ticker.advance(LONG.multipliedBy(2));
            beSilent();
        });
        assertThatThrownBy(() -> fetch(settings(server)))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("no bytes came for " + LONG.toSeconds() + " s");
    }

    @Test
    void a_slow_server_is_waited_for() throws IOException {
        byte[] small = content(25);
        ScriptedServer server = start((request, response) -> {
            response.head(200, "Content-Length: 25");
            dawdle(response, small, LONG.multipliedBy(9).dividedBy(10));
        });
        assertThat(fetch(settings(server))).hasBinaryContent(small);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_server_that_is_too_slow_is_given_up() throws IOException {
        ScriptedServer server = start((request, response) -> {
            response.head(200, "Content-Length: " + CONTENT.length, ETAG);
            dawdle(response, CONTENT, LONG.dividedBy(2));
        });
        HubSettings settings =
                settings(server).withTimeouts(LONG, 0, Duration.ofMillis(1)).withLimits(1000, LARGEST);
        assertThatThrownBy(() -> fetch(settings))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("fewer than 1000 per second");
        assertNotPublished();
    }
}
