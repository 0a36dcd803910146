package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.metaformer4j.weights.hub.ScriptedServer.Script;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A cache in a temporary folder, and servers that do what a test says. */
class HubFixture {

    static final byte[] CONTENT = content(300_000);
    static final String SHA = sha256(CONTENT);
    static final String LINKED_SHA = "X-Linked-Etag: \"" + SHA + "\"";
    static final String ETAG = "ETag: \"v1\"";
    static final RemoteFile SOURCE =
            RemoteFile.parse("hf:timm/caformer_s18.sail_in1k").orElseThrow();
    /** Long enough that a busy machine does not disturb. */
    static final Duration LONG = Duration.ofSeconds(15);

    static final long LARGEST = 10_000_000;

    @TempDir
    Path cache;

    private final List<ScriptedServer> servers = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        end.countDown();
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    Process child(ScriptedServer server) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HubChild.class.getName(),
                        cache.toString(),
                        server.address().toString(),
                        SOURCE.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static Path fetch(Hub hub) {
        try {
            return hub.fetch(SOURCE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    ScriptedServer start(Script script) throws IOException {
        ScriptedServer server = new ScriptedServer(script);
        servers.add(server);
        return server;
    }

    /** What a server does that says nothing more. */
    void beSilent() throws InterruptedException {
        end.await();
    }

    Hub hub(ScriptedServer server) {
        return new Hub(settings(server));
    }

    HubSettings settings(ScriptedServer server) {
        return settings(server.address());
    }

    HubSettings settings(URI address) {
        return HubSettings.of(cache)
                .withEndpoint(address, Optional.empty())
                .withTimeouts(LONG, 2, Duration.ofMillis(1))
                .withLimits(0, LARGEST);
    }

    Path file() {
        return CacheEntry.of(cache, (RemoteFile.HubFile) SOURCE).file();
    }

    Path prepareIncomplete(byte[] bytes) throws IOException {
        Path file = file();
        Files.createDirectories(file.getParent());
        Files.write(file.resolveSibling("model.safetensors.incomplete"), bytes);
        new CacheEntry(file).storeVersion(Optional.of(new Version("\"v1\"", OptionalLong.empty())));
        return file;
    }

    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(file().getParent())) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    void assertNotPublished() {
        assertThat(file()).doesNotExist();
    }

    static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
