package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.hub.ScriptedServer.Request;
import io.metaformer4j.weights.hub.ScriptedServer.Script;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server that misbehaves in every way: the right file or a clear error, never a bad file. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class HubTest {

    private static final byte[] CONTENT = content(300_000);
    private static final String SHA = sha256(CONTENT);
    private static final String LINKED_SHA = "X-Linked-Etag: \"" + SHA + "\"";
    private static final String ETAG = "ETag: \"v1\"";
    private static final WeightSource SOURCE = WeightSource.parse("hf:timm/caformer_s18.sail_in1k");
    /** Long enough that a busy machine does not disturb; tests of silence use the short one. */
    private static final Duration LONG = Duration.ofSeconds(15);

    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    private Path cache;

    private final List<ScriptedServer> servers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    @Test
    void a_file_is_downloaded_once_and_then_taken_from_the_cache() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT, ETAG));
        List<Long> progress = new ArrayList<>();
        Path file = hub(server).fetch(SOURCE, Optional.of(SHA), (bytes, total) -> {
            assertThat(total).isEqualTo(CONTENT.length);
            progress.add(bytes);
        });
        assertThat(file).hasBinaryContent(CONTENT).startsWith(cache);
        assertThat(progress).isSorted().startsWith(0L).endsWith((long) CONTENT.length);
        assertThat(hub(server).fetch(SOURCE)).isEqualTo(file);
        assertThat(server.requests()).hasSize(1);
        Request request = server.requests().get(0);
        assertThat(request.path()).isEqualTo("/timm/caformer_s18.sail_in1k/resolve/main/model.safetensors");
        assertThat(request.headers())
                .containsEntry("accept-encoding", "identity")
                .doesNotContainKey("authorization");
        assertThat(names())
                .containsExactlyInAnyOrder("model.safetensors", "model.safetensors.info", "model.safetensors.lock");
    }

    @Test
    void any_web_address_is_cached_under_its_file_name() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Path file = hub(server).fetch(WeightSource.parse(server.address() + "/a/b/poolformer_s12.pth.tar?download=1"));
        assertThat(file).hasBinaryContent(CONTENT).hasFileName("poolformer_s12.pth.tar");
        assertThat(hub(server).cached(WeightSource.parse(server.address() + "/a/b/poolformer_s12.pth.tar")))
                .isEmpty();
    }

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
    @ValueSource(strings = {"bytes 6000-299999/300000", "bytes 0-299999/300000", "nonsense", "bytes */300000"})
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
        Path file = hub(honest).fetch(SOURCE, Optional.of(SHA), DownloadListener.NONE);
        assertThatThrownBy(() -> hub(honest).fetch(WeightSource.parse(file.toString()), Optional.of(other), null))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(SHA);
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

    @ParameterizedTest
    @CsvSource({
        "404, EntryNotFound, check repository",
        "410, Gone, check repository",
        "401, RepoNotFound, set HF_TOKEN",
        "403, GatedRepo, set HF_TOKEN",
        "400, Bad, check the address",
        "418, Teapot, check the address"
    })
    void a_final_refusal_is_reported_at_once(int status, String code, String advice) throws IOException {
        ScriptedServer server = start((request, response) -> response.error(status, "X-Error-Code: " + code));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("/timm/caformer_s18.sail_in1k/resolve/main/model.safetensors")
                .hasMessageContaining("HTTP " + status + ", " + code)
                .hasMessageContaining(advice);
        assertThat(server.requests()).hasSize(1);
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
    void the_token_is_sent_to_the_hub_and_to_nobody_else() throws IOException {
        ScriptedServer storage = start(ScriptedServer.file(CONTENT));
        ScriptedServer server = start((request, response) -> {
            if (request.path().startsWith("/moved")) {
                response.error(302, "Location: " + storage.address() + "/blob", LINKED_SHA);
            } else {
                response.error(307, "Location: /moved" + request.path());
            }
        });
        Hub hub = new Hub(settings(server).withEndpoint(server.address(), Optional.of("hf_secret")));
        assertThat(hub.fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2).allSatisfy(request -> assertThat(request.headers())
                .containsEntry("authorization", "Bearer hf_secret"));
        assertThat(storage.requests()).hasSize(1).allSatisfy(request -> assertThat(request.headers())
                .doesNotContainKey("authorization"));
        assertThat(hub.fetch(WeightSource.parse(storage.address() + "/x.bin"))).exists();
        assertThat(storage.requests().get(1).headers()).doesNotContainKey("authorization");
    }

    @Test
    void redirects_that_lead_nowhere_are_named() throws IOException {
        ScriptedServer loop = start((request, response) -> response.error(302, "Location: " + request.path()));
        assertThatThrownBy(() -> hub(loop).fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("redirect")
                .hasMessageContaining("10 times");
        assertThat(loop.requests()).hasSize(11);
        for (String location : List.of("file:///etc/passwd", "ftp://host/x", "http:nohost", "ht tp://x")) {
            ScriptedServer odd = start((request, response) -> response.error(302, "Location: " + location));
            assertThatThrownBy(() -> hub(odd).fetch(SOURCE))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageContaining("redirects to");
        }
        assertThatThrownBy(() -> Answers.target(URI.create("https://a/x"), URI.create("https://a/x"), "http://a/x"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("unprotected");
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
    void offline_only_the_cache_is_used() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Hub offline = new Hub(settings(server).withOffline(true));
        assertThatThrownBy(() -> offline.fetch(SOURCE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("hf:timm/caformer_s18.sail_in1k")
                .hasMessageContaining("offline");
        assertThat(offline.cached(SOURCE)).isEmpty();
        assertThat(server.requests()).isEmpty();
        Path file = hub(server).fetch(SOURCE);
        assertThat(offline.fetch(SOURCE)).isEqualTo(file);
        assertThat(offline.cached(SOURCE)).contains(file);
    }

    @Test
    void a_cached_file_that_was_damaged_is_fetched_again() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Path file = hub(server).fetch(SOURCE);
        Files.write(file, new byte[10]);
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void a_file_put_into_the_cache_by_hand_is_used() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Path file = prepareIncomplete(CONTENT);
        Files.move(file.resolveSibling("model.safetensors.incomplete"), file);
        assertThat(hub(server).fetch(SOURCE, Optional.of(SHA), DownloadListener.NONE))
                .isEqualTo(file);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void threads_that_want_the_same_file_download_it_once() throws Exception {
        ScriptedServer server = start((request, response) -> {
            Thread.sleep(200);
            ScriptedServer.send(request, response, CONTENT, CONTENT.length);
        });
        Hub shared = hub(server);
        List<CompletableFuture<Path>> files = Stream.of(shared, shared, hub(server), hub(server))
                .map(hub -> CompletableFuture.supplyAsync(() -> fetch(hub), command -> new Thread(command).start()))
                .toList();
        for (CompletableFuture<Path> file : files) {
            assertThat(file.get(20, TimeUnit.SECONDS)).hasBinaryContent(CONTENT);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void processes_that_want_the_same_file_download_it_once() throws Exception {
        ScriptedServer server = start((request, response) -> {
            Thread.sleep(1500);
            ScriptedServer.send(request, response, CONTENT, CONTENT.length);
        });
        Process first = child(server);
        Process second = child(server);
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(server.requests()).hasSize(1);
        assertThat(new Hub(settings(server).withOffline(true)).fetch(SOURCE)).hasBinaryContent(CONTENT);
    }

    @Test
    void a_process_killed_while_downloading_leaves_no_lock_and_its_bytes() throws Exception {
        CompletableFuture<Void> halfway = new CompletableFuture<>();
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                ScriptedServer.send(request, response, CONTENT, 150_000, ETAG);
                halfway.complete(null);
                Thread.sleep(20_000);
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        Process child = child(server);
        halfway.get(20, TimeUnit.SECONDS);
        Path incomplete = file().resolveSibling("model.safetensors.incomplete");
        while (!Files.exists(incomplete) || Files.size(incomplete) < 150_000) {
            Thread.sleep(10); // until the child has written what it received
        }
        child.destroyForcibly().waitFor();
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests().get(1).from()).isEqualTo(150_000);
    }

    @Test
    void an_interrupted_thread_stops_and_can_continue_later() throws Exception {
        CompletableFuture<Void> halfway = new CompletableFuture<>();
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                ScriptedServer.send(request, response, CONTENT, 1000, ETAG);
                halfway.complete(null);
                Thread.sleep(20_000);
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        Hub patient = new Hub(settings(server).withPatience(Duration.ofSeconds(30), 0, Duration.ZERO));
        CompletableFuture<Path> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(patient.fetch(SOURCE));
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        halfway.get(20, TimeUnit.SECONDS);
        thread.interrupt();
        assertThatThrownBy(() -> result.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("interrupted");
        assertThat(patient.fetch(SOURCE)).hasBinaryContent(CONTENT);
    }

    @Test
    void a_failing_disk_is_an_io_exception() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Path blocked = Files.writeString(cache.resolve("file"), "");
        Hub hub = new Hub(HubSettings.of(blocked).withEndpoint(server.address(), Optional.empty()));
        assertThatThrownBy(() -> hub.fetch(SOURCE)).isInstanceOf(IOException.class);
        Files.createDirectories(
                file().resolveSibling("model.safetensors.incomplete").resolve("blocked"));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE)).isInstanceOf(IOException.class);
        assertNotPublished();
    }

    @Test
    void a_listener_that_throws_does_not_hang_the_download() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE, Optional.empty(), (bytes, total) -> {
                    if (bytes > 0) {
                        throw new IllegalStateException("listener");
                    }
                }))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("listener");
    }

    private Process child(ScriptedServer server) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HubChild.class.getName(),
                        cache.toString(),
                        server.address().toString(),
                        SOURCE.toString())
                .inheritIO()
                .start();
    }

    private static Path fetch(Hub hub) {
        try {
            return hub.fetch(SOURCE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ScriptedServer start(Script script) throws IOException {
        ScriptedServer server = new ScriptedServer(script);
        servers.add(server);
        return server;
    }

    private Hub hub(ScriptedServer server) {
        return new Hub(settings(server));
    }

    private Hub impatient(ScriptedServer server) {
        return new Hub(settings(server).withPatience(SHORT, 2, Duration.ofMillis(1)));
    }

    private HubSettings settings(ScriptedServer server) {
        return settings(server.address());
    }

    private HubSettings settings(URI address) {
        return HubSettings.of(cache)
                .withEndpoint(address, Optional.empty())
                .withPatience(LONG, 2, Duration.ofMillis(1));
    }

    private Path file() {
        return CacheEntry.of(cache, (WeightSource.HubFile) SOURCE).file();
    }

    private Path prepareIncomplete(byte[] bytes) throws IOException {
        Path file = file();
        Files.createDirectories(file.getParent());
        Files.write(file.resolveSibling("model.safetensors.incomplete"), bytes);
        Files.writeString(file.resolveSibling("model.safetensors.incomplete.version"), "\"v1\"");
        return file;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(file().getParent())) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    private void assertNotPublished() {
        assertThat(file()).doesNotExist();
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
