package io.metaformer4j.weights.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A web server on the loopback interface that does exactly what a test says, right or wrong. */
final class ScriptedServer implements AutoCloseable {

    /** A request: path and headers with lower-case names. */
    record Request(int number, String path, Map<String, String> headers) {

        /** First byte asked for. */
        int from() {
            String range = headers.getOrDefault("range", "bytes=0-");
            return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        }
    }

    /** What to write back; the connection is closed afterwards. */
    interface Script {
        void answer(Request request, Response response) throws IOException, InterruptedException;
    }

    /** Writes an answer byte by byte. */
    record Response(OutputStream out) {

        Response head(int status, String... headers) throws IOException {
            StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " X\r\nConnection: close\r\n");
            for (String header : headers) {
                text.append(header).append("\r\n");
            }
            out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        Response body(byte[] bytes, int from, int to) throws IOException {
            out.write(bytes, from, to - from);
            out.flush();
            return this;
        }

        void error(int status, String... headers) throws IOException {
            List<String> all = new ArrayList<>(List.of(headers));
            all.add("Content-Length: 0");
            head(status, all.toArray(String[]::new));
        }
    }

    private final ServerSocket socket;
    private final Script script;
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    ScriptedServer(Script script) throws IOException {
        this.script = script;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "scripted-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** A server that gives a file properly, with ranges. */
    static Script file(byte[] content, String... headers) {
        return (request, response) -> send(request, response, content, content.length, headers);
    }

    /** Gives a file from where it was asked for, but stops before byte {@code until}. */
    static void send(Request request, Response response, byte[] content, int until, String... headers)
            throws IOException {
        int from = request.from();
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Length: " + (content.length - from));
        if (from > 0) {
            all.add("Content-Range: bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        response.head(from > 0 ? 206 : 200, all.toArray(String[]::new)).body(content, from, Math.max(from, until));
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread worker = new Thread(() -> serve(connection), "scripted-connection");
                worker.setDaemon(true);
                worker.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            if (first == null) {
                return;
            }
            Request request;
            synchronized (requests) {
                request = new Request(
                        requests.size(), first.substring(first.indexOf(' ') + 1, first.lastIndexOf(' ')), headers);
                requests.add(request);
            }
            script.answer(request, new Response(connection.getOutputStream()));
            connection.getOutputStream().flush();
        } catch (IOException | InterruptedException e) {
            // the client went away, as clients do
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
