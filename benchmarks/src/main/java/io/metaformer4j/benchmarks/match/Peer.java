package io.metaformer4j.benchmarks.match;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metaformer4j.zoo.MetaFormerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Python process that does the peer's work on request and waits in between without using the processor. One request is one
 * line of JSON on its standard input, see {@code peers/protocol.py}. Confine it to one thread.
 */
public final class Peer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ALLOCATOR =
            List.of("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_");

    private final String script;
    private final Process process;
    private final Writer requests;
    private final BufferedReader replies;

    private Peer(String script, Process process) {
        this.script = script;
        this.process = process;
        this.requests = process.outputWriter();
        this.replies = process.inputReader();
    }

    /**
     * Starts a script of the folder {@code benchmarks/peers}.
     *
     * @param settings which Python, how many threads
     * @param python the interpreter
     * @param script name of the file
     * @return the process, which the caller closes
     * @throws IOException if it cannot be started
     */
    public static Peer start(Settings settings, Path python, String script) throws IOException {
        return start(settings, python, script, Map.of());
    }

    /**
     * Starts a script of the folder {@code benchmarks/peers} in a changed environment.
     *
     * @param settings which Python, how many threads
     * @param python the interpreter
     * @param script name of the file
     * @param variables what to set there
     * @return the process, which the caller closes
     * @throws IOException if it cannot be started
     */
    public static Peer start(Settings settings, Path python, String script, Map<String, String> variables)
            throws IOException {
        Path file = settings.root().resolve("benchmarks").resolve("peers").resolve(script);
        ProcessBuilder builder = new ProcessBuilder(python.toString(), "-B", file.toString());
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(settings.threads()));
        if (settings.plainPeers()) {
            builder.environment().keySet().removeAll(ALLOCATOR);
        }
        builder.environment().putAll(variables);
        return new Peer(
                script, builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Versions of the peer's libraries by name; also tells it the number of threads. */
    public Map<String, String> about(int threads) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry :
                ask("about", Map.of("threads", threads)).get("versions").properties()) {
            versions.put(entry.getKey(), entry.getValue().asText());
        }
        return versions;
    }

    /** Sends a request and waits for the reply. */
    public JsonNode ask(String operation, Map<String, ?> arguments) {
        Map<String, Object> request = new LinkedHashMap<>(arguments);
        request.put("op", operation);
        try {
            requests.write(JSON.writeValueAsString(request) + "\n");
            requests.flush();
            String line = replies.readLine();
            if (line == null) {
                throw new MetaFormerException("peer " + script + " ended during '" + operation
                        + "'; its own message is above, is the Python package it names installed?");
            }
            JsonNode reply = JSON.readTree(line);
            if (reply.has("error")) {
                throw new MetaFormerException("peer " + script + " failed in '" + operation + "': "
                        + reply.get("error").asText());
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException("peer " + script + " cannot be reached during '" + operation + "'", e);
        }
    }

    /** Asks for a turn; the seconds are measured by the peer itself. */
    public double[] seconds(Map<String, ?> arguments) {
        JsonNode seconds = ask("run", arguments).get("seconds");
        double[] values = new double[seconds.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = seconds.get(i).asDouble();
        }
        return values;
    }

    /** Ends the process, which leaves by itself when its input ends. */
    @Override
    public void close() {
        try {
            requests.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
