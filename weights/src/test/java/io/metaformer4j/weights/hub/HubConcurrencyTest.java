package io.metaformer4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads and processes that want the same file, are killed or interrupted. */
@Timeout(60)
class HubConcurrencyTest extends HubFixture {

    @Test
    void threads_that_want_the_same_file_download_it_once() throws Exception {
        CountDownLatch started = new CountDownLatch(4);
        ScriptedServer server = start((request, response) -> {
            started.await();
            ScriptedServer.send(request, response, CONTENT, CONTENT.length);
        });
        Hub shared = hub(server);
        List<CompletableFuture<Path>> files = Stream.of(shared, shared, hub(server), hub(server))
                .map(hub -> CompletableFuture.supplyAsync(
                        () -> {
                            started.countDown();
                            return fetch(hub);
                        },
                        command -> new Thread(command).start()))
                .toList();
        for (CompletableFuture<Path> file : files) {
            assertThat(file.get(20, TimeUnit.SECONDS)).hasBinaryContent(CONTENT);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void processes_that_want_the_same_file_download_it_once() throws Exception {
        CompletableFuture<Void> bothRun = new CompletableFuture<>();
        ScriptedServer server = start((request, response) -> {
            bothRun.join();
            ScriptedServer.send(request, response, CONTENT, CONTENT.length);
        });
        Process first = child(server);
        Process second = child(server);
        for (Process child : List.of(first, second)) {
            assertThat(child.inputReader().readLine()).isEqualTo(HubChild.READY);
        }
        bothRun.complete(null);
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(server.requests()).hasSize(1);
        assertThat(new Hub(settings(server).withOffline(true)).fetch(SOURCE)).hasBinaryContent(CONTENT);
    }

    @Test
    void a_process_killed_while_downloading_leaves_no_lock_and_its_bytes() throws Exception {
        ScriptedServer server = start((request, response) -> {
            if (request.number() == 0) {
                ScriptedServer.send(request, response, CONTENT, 150_000, ETAG);
                beSilent();
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        Process child = child(server);
        for (String line = ""; !line.equals("150000"); ) {
            line = child.inputReader().readLine();
            assertThat(line).as("what the child says while it lives").isNotNull();
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
                beSilent();
            } else {
                ScriptedServer.send(request, response, CONTENT, CONTENT.length, ETAG);
            }
        });
        Hub patient = new Hub(settings(server).withTimeouts(Duration.ofSeconds(30), 0, Duration.ZERO));
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
}
