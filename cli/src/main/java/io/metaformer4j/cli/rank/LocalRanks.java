package io.metaformer4j.cli.rank;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jline.utils.Signals;

/**
 * Starts processes on this machine that train together, as {@code torchrun} does. The first one's results go to standard output,
 * what all of them say on standard error gets the number of the process in front. When one fails, the others are ended: the
 * failure that came first is the one that counts.
 */
final class LocalRanks {

    static final String OPTION = "--nproc-per-node";

    /** The variable with the number of the process that started this one, whose end is the end of this one, too. */
    private static final String PARENT = "METAFORMER_STARTER";

    private static final long END_SECONDS = 10;
    private static final int KILLED_BY = 128;
    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    /** What Gloo itself prints on standard output; no setting prevents it. */
    private static final String GLOO_OUTPUT = "[Gloo] Rank ";

    private final int size;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<Process> processes = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final BlockingQueue<Exit> exits = new LinkedBlockingQueue<>();
    private volatile Optional<Exit> failed = Optional.empty();
    private Optional<String> signal = Optional.empty();

    /** How a process ended. */
    private record Exit(int rank, int code) {

        String cause() {
            return code > KILLED_BY ? "killed by signal " + (code - KILLED_BY) : "exit code " + code;
        }
    }

    LocalRanks(int size, PrintWriter out, PrintWriter err) {
        this.size = size;
        this.out = out;
        this.err = err;
    }

    /** Ends this process when the one that started it is killed, which then cannot do it. */
    static void exitWithParent(Map<String, String> variables) {
        Optional.ofNullable(variables.get(PARENT))
                .filter(pid -> pid.matches("\\d{1,18}"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .ifPresent(LocalRanks::exitAfter);
    }

    private static void exitAfter(ProcessHandle parent) {
        CompletableFuture<Void> unused =
                parent.onExit().thenRun(() -> Runtime.getRuntime().halt(RankArguments.LOST));
    }

    /**
     * Starts the processes and waits for all of them.
     *
     * @param command how one of them is started
     * @return the exit code of the first that failed, else 0
     * @throws IOException if a process cannot be started
     */
    int run(List<String> command) throws IOException {
        List<Object> handlers = new ArrayList<>();
        List<String> names = List.copyOf(SIGNALS.keySet());
        names.forEach(name -> handlers.add(Signals.register(name, () -> onSignal(name))));
        try {
            int port = freePort();
            for (int rank = 0; rank < size; rank++) {
                start(command, rank, port);
            }
            return await();
        } finally {
            processes.forEach(process -> process.toHandle().destroyForcibly());
            for (int i = 0; i < names.size(); i++) {
                Signals.unregister(names.get(i), handlers.get(i));
            }
        }
    }

    /** Free when asked; whoever takes it until the first process listens there makes that one fail with a message. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void start(List<String> command, int rank, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> variables = builder.environment();
        variables.put("RANK", String.valueOf(rank));
        variables.put("WORLD_SIZE", String.valueOf(size));
        variables.put("LOCAL_RANK", String.valueOf(rank));
        variables.put("LOCAL_WORLD_SIZE", String.valueOf(size));
        variables.put("MASTER_ADDR", "127.0.0.1");
        variables.put("MASTER_PORT", String.valueOf(port));
        variables.put(PARENT, String.valueOf(ProcessHandle.current().pid()));
        int cores = Runtime.getRuntime().availableProcessors();
        variables.putIfAbsent("OMP_NUM_THREADS", String.valueOf(Math.max(1, cores / size)));
        variables.putIfAbsent("TORCH_CPP_LOG_LEVEL", "ERROR"); // warns of what the processes say themselves
        Process process = builder.start();
        synchronized (this) {
            processes.add(process);
        }
        process.getOutputStream().close();
        read(process.getInputStream(), rank, line -> printOutput(rank, line));
        read(process.getErrorStream(), rank, line -> printError(rank, line));
        CompletableFuture<Void> unused =
                process.onExit().thenAccept(done -> exits.add(new Exit(rank, done.exitValue())));
    }

    private void read(InputStream stream, int rank, Consumer<String> lines) {
        Thread reader = new Thread(() -> forward(stream, lines), "metaformer-rank-" + rank);
        reader.setDaemon(true);
        reader.start();
        readers.add(reader);
    }

    private static void forward(InputStream stream, Consumer<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("what a process said was lost", e);
        }
    }

    private synchronized void printOutput(int rank, String line) {
        if (rank == 0 && !line.startsWith(GLOO_OUTPUT)) {
            out.println(line);
            out.flush();
        }
    }

    /** Once one has failed, the others complain of nothing but that. */
    private synchronized void printError(int rank, String line) {
        if (failed.isEmpty() || failed.get().rank() == rank) {
            err.println("[rank " + rank + "] " + line);
            err.flush();
        }
    }

    private int await() {
        for (int i = 0; i < size; i++) {
            Exit next = next();
            if (next.code() != 0 && failed.isEmpty()) {
                failed = Optional.of(next);
                endOthers();
            }
        }
        readers.forEach(LocalRanks::join);
        if (failed.isEmpty()) {
            return 0;
        }
        Exit first = failed.get();
        synchronized (this) {
            if (signal.isEmpty()) {
                err.println("metaformer: rank " + first.rank() + " failed first (" + first.cause()
                        + "), so that all ranks were ended");
                err.flush();
            }
        }
        return first.code();
    }

    private Exit next() {
        while (true) {
            try {
                return exits.take();
            } catch (InterruptedException e) {
                processes.forEach(process -> process.toHandle().destroy());
            }
        }
    }

    private static void join(Thread reader) {
        try {
            reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void endOthers() {
        if (signal.isEmpty()) {
            processes.forEach(process -> process.toHandle().destroy());
        }
        CompletableFuture.delayedExecutor(END_SECONDS, TimeUnit.SECONDS)
                .execute(() -> processes.forEach(process -> process.toHandle().destroyForcibly()));
    }

    /**
     * A SIGTERM is passed on, and all processes stop in good order. A terminal sends the other signals to all of them by itself.
     * The second signal ends everything.
     */
    private synchronized void onSignal(String name) {
        if (signal.isPresent()) {
            processes.forEach(process -> process.toHandle().destroyForcibly());
            Runtime.getRuntime().halt(KILLED_BY + SIGNALS.get(name));
        }
        signal = Optional.of(name);
        if (name.equals("TERM")) {
            processes.forEach(process -> process.toHandle().destroy());
        }
    }
}
