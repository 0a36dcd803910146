package io.metaformer4j.vision.data.location;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.metaformer4j.vision.data.DatasetOptions;
import io.metaformer4j.vision.data.WebAccess;
import io.metaformer4j.weights.hub.HubSettings;
import io.metaformer4j.weights.hub.WebFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server on the loopback interface that gives the files of a folder, and parts of them. */
final class ShardServer implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final Path folder;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile int missingStatus = 404;
    private volatile String missingType = "text/plain";

    ShardServer(Path folder) throws IOException {
        this.folder = folder;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** The address of a file, or a pattern of addresses. */
    String address(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** The paths that were asked for so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Answers so when there is no such file. */
    void answerMissing(int status, String type) {
        missingStatus = status;
        missingType = type;
    }

    /** Options that reach the server; what shards hold is kept in a folder, if one is given. */
    DatasetOptions options(Optional<Path> indexes) {
        HubSettings settings =
                HubSettings.of(folder.resolve("cache")).withTimeouts(Duration.ofSeconds(15), 2, Duration.ofMillis(1));
        WebFiles files = new WebFiles(settings);
        return DatasetOptions.standard().withWeb(new WebAccess(files::open, files::version, files::whole, indexes));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        Path file = folder.resolve(path.substring(1));
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        try (exchange) {
            if (!Files.isRegularFile(file)) {
                exchange.getResponseHeaders().set("Content-Type", missingType);
                send(exchange, missingStatus, "nothing".getBytes(StandardCharsets.UTF_8), 0, 7);
                return;
            }
            byte[] bytes = Files.readAllBytes(file);
            exchange.getResponseHeaders().set("ETag", "\"" + Arrays.hashCode(bytes) + "\"");
            if (!range.matches()) {
                send(exchange, 200, bytes, 0, bytes.length);
                return;
            }
            int from = Integer.parseInt(range.group(1));
            int last = Math.min(bytes.length - 1, Integer.parseInt(range.group(2)));
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + last + "/" + bytes.length);
            send(exchange, 206, bytes, from, last - from + 1);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] bytes, int from, int count) throws IOException {
        exchange.sendResponseHeaders(status, count);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes, from, count);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
