package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.range.ChunkCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed addresses that a hub redirects to, and that hold for a while only. */
@Timeout(60)
class ExpiredRedirectTest extends HubFixture {

    private WebFiles files(ScriptedServer hub) {
        return new WebFiles(settings(hub), new ManualTicker(), new ChunkCache(10_000, 8));
    }

    private static byte[] read(WebFiles files, ScriptedServer hub, int from) {
        try (SeekableByteChannel channel = files.open(hub.address().resolve("/data.tar"))) {
            ByteBuffer target = ByteBuffer.allocate(100);
            channel.position(from);
            while (target.hasRemaining() && channel.read(target) >= 0) {}
            return target.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] part(int from) {
        return Arrays.copyOfRange(CONTENT, from, from + 100);
    }

    private static void give(ScriptedServer.Request request, ScriptedServer.Response response) throws IOException {
        String[] range =
                request.headers().get("range").substring("bytes=".length()).split("-", -1);
        int from = Integer.parseInt(range[0]);
        int last = Integer.parseInt(range[1]);
        response.head(
                        206,
                        ETAG,
                        "Content-Length: " + (last - from + 1),
                        "Content-Range: bytes " + from + "-" + last + "/" + CONTENT.length)
                .body(CONTENT, from, last + 1);
    }

    /** The second refusal comes when the first one has been acted upon, and before there is a new address. */
    @Test
    void all_who_meet_a_redirect_that_holds_no_longer_ask_anew() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch askedAnew = new CountDownLatch(1);
        CountDownLatch bothAskedAnew = new CountDownLatch(2);
        ScriptedServer storage = start((request, response) -> {
            if (request.number() == 1 || request.number() == 2) {
                both.countDown();
                both.await();
                if (request.number() == 2) {
                    askedAnew.await();
                }
                response.error(403);
            } else {
                give(request, response);
            }
        });
        ScriptedServer hub = start((request, response) -> {
            if (request.number() > 0) {
                askedAnew.countDown();
                bothAskedAnew.countDown();
                boolean waited = bothAskedAnew.await(10, TimeUnit.SECONDS);
                assertThat(waited).isTrue();
            }
            response.error(302, "Location: " + storage.address() + "/signed-" + request.number() + ".tar");
        });
        WebFiles files = files(hub);
        files.open(hub.address().resolve("/data.tar")).close();

        List<CompletableFuture<byte[]>> parts = Stream.of(50_000, 100_000)
                .map(from -> CompletableFuture.supplyAsync(() -> read(files, hub, from)))
                .toList();
        assertThat(parts.get(0).get(30, TimeUnit.SECONDS)).isEqualTo(part(50_000));
        assertThat(parts.get(1).get(30, TimeUnit.SECONDS)).isEqualTo(part(100_000));
        assertThat(hub.requests()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 410, 498})
    void whatever_refusal_says_that_a_redirect_holds_no_longer_it_is_asked_for_anew(int status) throws IOException {
        ScriptedServer storage = start((request, response) -> {
            if (request.number() == 1) {
                response.error(status);
            } else {
                give(request, response);
            }
        });
        ScriptedServer hub =
                start((request, response) -> response.error(302, "Location: " + storage.address() + "/signed.tar"));
        assertThat(read(files(hub), hub, 50_000)).isEqualTo(part(50_000));
        assertThat(hub.requests()).hasSize(2);
    }

    @Test
    void an_address_that_is_refused_when_it_is_new_is_given_up() throws IOException {
        ScriptedServer storage = start((request, response) -> {
            if (request.number() > 0) {
                response.error(400);
            } else {
                give(request, response);
            }
        });
        ScriptedServer hub =
                start((request, response) -> response.error(302, "Location: " + storage.address() + "/signed.tar"));
        WebFiles files = files(hub);
        assertThatThrownBy(() -> read(files, hub, 50_000))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("HTTP 400");
        assertThat(storage.requests()).hasSize(3);
    }
}
