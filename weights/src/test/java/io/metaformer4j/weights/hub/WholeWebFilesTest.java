package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.range.ChunkCache;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files beside others, which need not be there. */
@Timeout(60)
class WholeWebFilesTest extends HubFixture {

    private static final byte[] SMALL = "[\"cat\", \"dog\"]".getBytes(StandardCharsets.UTF_8);

    private Optional<byte[]> whole(ScriptedServer server) throws IOException {
        return files(server).whole(address(server), 100);
    }

    private WebFiles files(ScriptedServer server) {
        return new WebFiles(settings(server), new ManualTicker(), new ChunkCache(10_000, 8));
    }

    private static URI address(ScriptedServer server) {
        return server.address().resolve("/classes.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 14", "X-Nothing: 1", "Content-Type: application/json"})
    void a_small_file_comes_in_one_request_from_servers_without_ranges(String header) throws IOException {
        ScriptedServer server =
                start((request, response) -> response.head(200, header).body(SMALL, 0, SMALL.length));
        assertThat(whole(server)).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(SMALL));
        assertThat(server.requests()).singleElement().satisfies(request -> assertThat(request.headers())
                .doesNotContainKey("range"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, Content-Type: text/html",
        "200, Content-Encoding: gzip",
        "200, Content-Length: 101",
        "204, X-Nothing: 1",
        "400, X-Nothing: 1",
        "401, X-Nothing: 1",
        "403, X-Nothing: 1",
        "404, X-Nothing: 1",
        "410, X-Nothing: 1",
    })
    void what_is_no_such_file_is_nothing(int status, String header) throws IOException {
        ScriptedServer server =
                start((request, response) -> response.head(status, header).body(new byte[0], 0, 0));
        assertThat(whole(server)).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_body_that_has_no_end_is_nothing() throws IOException {
        ScriptedServer server = start((request, response) -> response.head(200).body(CONTENT, 0, CONTENT.length));
        assertThat(whole(server)).isEmpty();
    }

    @Test
    void what_breaks_off_is_read_anew() throws IOException {
        ScriptedServer server = start((request, response) -> response.head(200, "Content-Length: " + SMALL.length)
                .body(SMALL, 0, request.number() == 0 ? 5 : SMALL.length));
        assertThat(whole(server)).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(SMALL));
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 503})
    void a_server_that_fails_is_no_proof_that_there_is_nothing(int status) throws IOException {
        ScriptedServer server = start((request, response) -> response.error(status));
        assertThatThrownBy(() -> whole(server))
                .isInstanceOf(DownloadException.class)
                .hasMessageContainingAll("classes.json", "HTTP " + status, "try again later");
    }

    @ParameterizedTest
    @CsvSource({"'ETag: \"v1\"', '\"v1\"'", "Last-Modified: Mon, Mon", "ETag: W/\"v1\","})
    void versions_are_what_the_server_says(String header, String version) throws IOException {
        ScriptedServer server = start((request, response) -> response.head(
                        206, header, "Content-Length: 1", "Content-Range: bytes 0-0/" + SMALL.length)
                .body(SMALL, 0, 1));
        assertThat(files(server).version(address(server))).isEqualTo(Optional.ofNullable(version));
    }
}
