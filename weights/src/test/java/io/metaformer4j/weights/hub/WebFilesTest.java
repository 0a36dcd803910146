package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.range.ChunkCache;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of files on servers that do what they should, and on others. */
@Timeout(60)
class WebFilesTest extends HubFixture {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final String DATE = "Last-Modified: Mon, 22 Nov 2021 00:00:00 GMT";

    private final ManualTicker ticker = new ManualTicker();

    private SeekableByteChannel open(ScriptedServer server) throws IOException {
        return open(server, settings(server));
    }

    private SeekableByteChannel open(ScriptedServer server, HubSettings settings) throws IOException {
        return new WebFiles(settings, ticker, new ChunkCache(10_000, 8)).open(address(server));
    }

    private static URI address(ScriptedServer server) {
        return server.address().resolve("/train-000000.tar");
    }

    private static byte[] read(SeekableByteChannel channel, long from, int count) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(count);
        channel.position(from);
        while (target.hasRemaining() && channel.read(target) >= 0) {}
        return Arrays.copyOf(target.array(), target.position());
    }

    private static byte[] part(int from, int count) {
        return Arrays.copyOfRange(CONTENT, from, from + count);
    }

    private static String range(ScriptedServer.Request request) {
        return request.headers().get("range");
    }

    /** Gives the part that is wanted, but stops before byte {@code until} of the file. */
    private static void give(
            ScriptedServer.Request request,
            ScriptedServer.Response response,
            byte[] content,
            int until,
            String... headers)
            throws IOException {
        Matcher range = RANGE.matcher(String.valueOf(range(request)));
        assertThat(range.matches()).as("%s", request).isTrue();
        int from = Integer.parseInt(range.group(1));
        int last = Math.min(Integer.parseInt(range.group(2)), content.length - 1);
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Length: " + (last - from + 1));
        all.add("Content-Range: bytes " + from + "-" + last + "/" + content.length);
        response.head(206, all.toArray(String[]::new)).body(content, from, Math.max(from, Math.min(until, last + 1)));
    }

    private static ScriptedServer.Script whole(String... headers) {
        return (request, response) -> give(request, response, CONTENT, CONTENT.length, headers);
    }

    @Test
    void any_part_is_as_it_is_in_the_file() throws IOException {
        ScriptedServer server = start(whole(ETAG));
        try (SeekableByteChannel channel = open(server)) {
            assertThat(channel.size()).isEqualTo(CONTENT.length);
            assertThat(read(channel, 123_456, 7000)).isEqualTo(part(123_456, 7000));
            assertThat(read(channel, CONTENT.length - 5, 100)).isEqualTo(part(CONTENT.length - 5, 5));
            assertThat(read(channel, CONTENT.length, 1)).isEmpty();
            assertThat(read(channel, 0, CONTENT.length)).isEqualTo(CONTENT);
        }
        assertThat(server.requests().get(0).headers()).containsEntry("range", "bytes=0-0");
        assertThat(server.requests().get(1).headers())
                .containsEntry("range", "bytes=123456-130455")
                .containsEntry("if-range", "\"v1\"")
                .containsEntry("accept-encoding", "identity");
    }

    @Test
    void sequential_reading_takes_few_requests() throws IOException {
        ScriptedServer server = start(whole(ETAG));
        try (SeekableByteChannel channel = open(server)) {
            for (int from = 0; from < CONTENT.length; from += 500) {
                assertThat(read(channel, from, 500)).isEqualTo(part(from, 500));
            }
        }
        assertThat(server.requests()).hasSize(1 + 1 + CONTENT.length / 10_000);
    }

    @Test
    void a_part_that_breaks_off_is_continued_where_it_broke() throws IOException {
        ScriptedServer server = start((request, response) ->
                give(request, response, CONTENT, request.number() == 1 ? 4000 : CONTENT.length, ETAG));
        try (SeekableByteChannel channel = open(server)) {
            assertThat(read(channel, 1000, 5000)).isEqualTo(part(1000, 5000));
        }
        assertThat(server.requests())
                .extracting(WebFilesTest::range)
                .containsExactly("bytes=0-0", "bytes=1000-5999", "bytes=4000-5999");
    }

    @Test
    void a_server_that_sends_less_than_it_was_asked_for_is_asked_for_the_rest() throws IOException {
        ScriptedServer server = start((request, response) -> {
            Matcher range = RANGE.matcher(range(request));
            assertThat(range.matches()).isTrue();
            int from = Integer.parseInt(range.group(1));
            int last = Math.min(Integer.parseInt(range.group(2)), from + 1999);
            response.head(
                            206,
                            ETAG,
                            "Content-Length: " + (last - from + 1),
                            "Content-Range: bytes " + from + "-" + last + "/" + CONTENT.length)
                    .body(CONTENT, from, last + 1);
        });
        try (SeekableByteChannel channel = open(server)) {
            assertThat(read(channel, 1000, 5000)).isEqualTo(part(1000, 5000));
        }
        assertThat(server.requests()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 429, 500, 408})
    void a_server_that_is_busy_is_asked_again_after_the_pause_that_it_wants(int status) throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() % 3 == 1) {
                response.error(status, "Retry-After: 7");
            } else {
                give(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        try (SeekableByteChannel channel = open(server)) {
            assertThat(read(channel, 50_000, 100)).isEqualTo(part(50_000, 100));
        }
        assertThat(ticker.pauses()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void a_server_that_stays_busy_is_given_up() throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() > 0) {
                response.error(503);
            } else {
                give(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        try (SeekableByteChannel channel = open(server)) {
            assertThatThrownBy(() -> read(channel, 50_000, 100))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageContainingAll("reading '", "train-000000.tar", "3 times in a row", "HTTP 503");
        }
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void a_server_without_ranges_is_refused() throws IOException {
        ScriptedServer server = start((request, response) ->
                response.head(200, "Content-Length: " + CONTENT.length, ETAG).body(CONTENT, 0, CONTENT.length));
        assertThatThrownBy(() -> open(server))
                .isInstanceOf(DownloadException.class)
                .hasMessageContainingAll("only as a whole", "ranges", "give their path");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "206, 300000, ETag: \"v1\", ETag: \"v2\"",
        "206, 300000, ETag: \"v1\", X-Nothing: 1",
        "200, 300000, ETag: \"v1\", ETag: \"v2\"",
        "416, 300000, ETag: \"v1\", ETag: \"v2\"",
        "206, 299999, X-Nothing: 1, X-Nothing: 1",
        "206, 300000, 'Last-Modified: Mon, 22 Nov 2021 00:00:00 GMT', 'Last-Modified: Tue, 23 Nov 2021 00:00:00 GMT'",
    })
    void a_file_that_changes_while_it_is_in_use_ends_the_reading(int status, int size, String before, String after)
            throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                give(request, response, CONTENT, CONTENT.length, before);
            } else if (status == 206) {
                give(request, response, Arrays.copyOf(CONTENT, size), size, after);
            } else if (status == 200) {
                response.head(200, "Content-Length: " + size, after).body(CONTENT, 0, size);
            } else {
                response.error(status, after);
            }
        });
        try (SeekableByteChannel channel = open(server)) {
            assertThatThrownBy(() -> read(channel, 1000, 100))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageContainingAll("train-000000.tar", "was changed on its server", "begin anew");
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void a_date_that_stays_the_same_or_is_left_out_later_is_no_change() throws IOException {
        ScriptedServer server = start((request, response) ->
                give(request, response, CONTENT, CONTENT.length, request.number() < 2 ? DATE : "X-Nothing: 1"));
        try (SeekableByteChannel channel = open(server)) {
            assertThat(read(channel, 1000, 100)).isEqualTo(part(1000, 100));
            assertThat(read(channel, 90_000, 100)).isEqualTo(part(90_000, 100));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void a_file_that_is_not_there_is_named(int status) throws IOException {
        ScriptedServer server = start((request, response) -> response.error(status));
        assertThatThrownBy(() -> open(server)).isInstanceOfSatisfying(NoSuchFileException.class, e -> {
            assertThat(e.getFile()).isEqualTo(address(server).toString());
            assertThat(e.getReason())
                    .contains("there is no '" + e.getFile() + "' (HTTP " + status + ")", "check the address");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_file_that_is_refused_is_named(int status) throws IOException {
        ScriptedServer server = start((request, response) -> response.error(status));
        assertThatThrownBy(() -> open(server))
                .isInstanceOfSatisfying(AccessDeniedException.class, e -> assertThat(e.getReason())
                        .contains("is refused by its server (HTTP " + status + ")", "HF_TOKEN"));
    }

    @Test
    void more_than_was_asked_for_is_refused() throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                give(request, response, CONTENT, CONTENT.length, ETAG);
            } else {
                response.head(206, ETAG, "Content-Length: 200", "Content-Range: bytes 1000-1199/" + CONTENT.length)
                        .body(CONTENT, 1000, 1200);
            }
        });
        try (SeekableByteChannel channel = open(server)) {
            assertThatThrownBy(() -> read(channel, 1000, 100))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageContaining("more than the part that was asked for");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-99/300000", "nonsense", "bytes 1000-999/300000"})
    void another_part_than_was_asked_for_is_never_taken(String range) throws IOException {
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 1) {
                response.head(206, ETAG, "Content-Length: 100", "Content-Range: " + range)
                        .body(CONTENT, 1000, 1100);
            } else {
                give(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        try (SeekableByteChannel channel = open(server)) {
            assertThat(read(channel, 1000, 100)).isEqualTo(part(1000, 100));
        }
    }

    @Test
    void an_empty_file_has_no_bytes() throws IOException {
        ScriptedServer server = start((request, response) -> response.error(416, "Content-Range: bytes */0"));
        try (SeekableByteChannel channel = open(server)) {
            assertThat(channel.size()).isZero();
            assertThat(read(channel, 0, 10)).isEmpty();
        }
    }

    @Test
    void a_redirect_is_followed_once_and_again_when_it_holds_no_longer() throws IOException {
        ScriptedServer storage = start((request, response) -> {
            if (request.number() == 2) {
                response.error(403);
            } else {
                give(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        ScriptedServer hub =
                start((request, response) -> response.error(302, "Location: " + storage.address() + "/signed.tar"));
        HubSettings settings = settings(hub.address()).withEndpoint(hub.address(), Optional.of("secret"));
        try (SeekableByteChannel channel = open(hub, settings)) {
            for (int from : new int[] {0, 50_000, 100_000}) {
                assertThat(read(channel, from, 100)).isEqualTo(part(from, 100));
            }
        }
        assertThat(hub.requests()).hasSize(2).allMatch(request -> request.headers()
                .containsKey("authorization"));
        assertThat(storage.requests()).hasSize(5).noneMatch(request -> request.headers()
                .containsKey("authorization"));
    }

    @Test
    void offline_nothing_is_asked() throws IOException {
        ScriptedServer server = start(whole(ETAG));
        assertThatThrownBy(() -> open(server, settings(server).withOffline(true)))
                .isInstanceOf(DownloadException.class)
                .hasMessageContainingAll("offline mode is on", "data on disk");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void memory_is_an_eighth_of_javas_at_most_and_never_nothing() {
        assertThat(WebFiles.capacity(1L << 40)).isEqualTo(256);
        assertThat(WebFiles.capacity(512L << 20)).isEqualTo(64);
        assertThat(WebFiles.capacity(1)).isEqualTo(4);
    }
}
