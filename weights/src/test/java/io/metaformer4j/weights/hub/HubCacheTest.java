package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metaformer4j.weights.hub.ScriptedServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept in the cache, and what of it is trusted. */
@Timeout(60)
class HubCacheTest extends HubFixture {

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
        Path file = hub(server)
                .fetch(RemoteFile.parse(server.address() + "/a/b/poolformer_s12.pth.tar?download=1")
                        .orElseThrow());
        assertThat(file).hasBinaryContent(CONTENT).hasFileName("poolformer_s12.pth.tar");
        assertThat(hub(server)
                        .cached(RemoteFile.parse(server.address() + "/a/b/poolformer_s12.pth.tar")
                                .orElseThrow()))
                .isEmpty();
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
    void a_failing_disk_is_an_io_exception() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Path blocked = Files.writeString(cache.resolve("file"), "");
        Hub hub = new Hub(HubSettings.of(blocked).withEndpoint(server.address(), Optional.empty()));
        assertThatThrownBy(() -> hub.fetch(SOURCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the cache for weights in '" + blocked)
                .hasMessageContaining("set METAFORMER_CACHE to another one");
        Files.createDirectories(
                file().resolveSibling("model.safetensors.incomplete").resolve("blocked"));
        assertThatThrownBy(() -> hub(server).fetch(SOURCE)).isInstanceOf(IOException.class);
        assertNotPublished();
    }

    @Test
    void a_checksum_that_is_asked_for_is_computed_from_what_lies_in_the_cache() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Path file = hub(server).fetch(SOURCE, Optional.of(SHA), DownloadListener.NONE);
        FileTime time = Files.getLastModifiedTime(file);
        flipByte(file);
        Files.setLastModifiedTime(file, time);
        Hub offline = new Hub(settings(server).withOffline(true));
        assertThatThrownBy(() -> offline.fetch(SOURCE, Optional.of(SHA), DownloadListener.NONE))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("where " + SHA + " is expected")
                .hasMessageContaining("offline");
        assertThat(hub(server).fetch(SOURCE, Optional.of(SHA), DownloadListener.NONE))
                .hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void a_file_that_somebody_has_written_to_must_still_be_what_was_downloaded() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Path file = hub(server).fetch(SOURCE);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        assertThat(hub(server).fetch(SOURCE)).isEqualTo(file);
        assertThat(server.requests()).hasSize(1);
        flipByte(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        assertThat(hub(server).cached(SOURCE)).isEmpty();
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=12", "size=many", "sha256=00", "\\u00zz"})
    void notes_that_contradict_the_file_are_not_believed(String notes) throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        Path file = hub(server).fetch(SOURCE);
        Files.writeString(file.resolveSibling("model.safetensors.info"), notes);
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_pipe_in_the_cache_is_named_instead_of_waited_for() throws Exception {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        for (String name : List.of("model.safetensors.lock", "model.safetensors.info")) {
            Path pipe = pipe(file().resolveSibling(name));
            assertThatThrownBy(() -> hub(server).fetch(SOURCE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'" + name + "' is there, but is no regular file; delete it");
            Files.delete(pipe);
        }
        pipe(file());
        pipe(file().resolveSibling("model.safetensors.incomplete"));
        assertThat(hub(server).fetch(SOURCE)).hasBinaryContent(CONTENT);
    }

    private static Path pipe(Path path) throws Exception {
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    @Test
    void an_address_may_be_long() throws IOException {
        ScriptedServer server = start(ScriptedServer.file(CONTENT));
        String address =
                server.address() + "/" + "a/".repeat(300) + "x".repeat(2000) + ".pth?token=" + "y".repeat(3000);
        assertThat(hub(server).fetch(RemoteFile.parse(address).orElseThrow())).hasBinaryContent(CONTENT);
        ScriptedServer absent = start((request, response) -> response.error(404));
        String other =
                address.replace(server.address().toString(), absent.address().toString());
        assertThatThrownBy(() -> hub(absent).fetch(RemoteFile.parse(other).orElseThrow()))
                .isInstanceOf(DownloadException.class)
                .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(400));
    }

    private static void flipByte(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
