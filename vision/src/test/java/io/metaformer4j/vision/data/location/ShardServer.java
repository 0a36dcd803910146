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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Options that reach the server; what shards hold is kept in a folder, if one is given. */
    DatasetOptions options(Optional<Path> indexes) {
        HubSettings settings =
                HubSettings.of(folder.resolve("cache")).withTimeouts(Duration.ofSeconds(15), 2, Duration.ofMillis(1));
        return DatasetOptions.standard().withWeb(new WebAccess(new WebFiles(settings)::open, indexes));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        Path file = folder.resolve(path.substring(1));
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        try (exchange) {
            if (!Files.isRegularFile(file) || !range.matches()) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] bytes = Files.readAllBytes(file);
            int from = Integer.parseInt(range.group(1));
            int last = Math.min(bytes.length - 1, Integer.parseInt(range.group(2)));
            exchange.getResponseHeaders().set("ETag", "\"" + bytes.length + "\"");
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + last + "/" + bytes.length);
            exchange.sendResponseHeaders(206, last - from + 1);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(bytes, from, last - from + 1);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
