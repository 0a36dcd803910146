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
 * failure that came first is the one that counts. If that one was killed or lost another, all of them may be started again.
 */
final class LocalRanks {

    static final String OPTION = "--nproc-per-node";
    static final String RESTARTS = "--max-restarts";

    private static final long END_SECONDS = 10;
    private static final int KILLED_BY = 128;
    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    /** What Gloo itself prints on standard output; no setting prevents it. */
    private static final String GLOO_OUTPUT = "[Gloo] Rank ";

    private final int size;
    private final int restarts;
    private final String typed;
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

        /** Whether nothing was wrong with what it did, and nobody asked it to stop. */
        boolean isBadLuck() {
            return code == RankArguments.LOST || (code > KILLED_BY && !SIGNALS.containsValue(code - KILLED_BY));
        }
    }

    /**
     * Prepares a start.
     *
     * @param size how many processes
     * @param restarts how often all of them are started again at most
     * @param typed the command line that asks for it
     * @param out receives results
     * @param err receives what is said
     */
    LocalRanks(int size, int restarts, String typed, PrintWriter out, PrintWriter err) {
        this.size = size;
        this.restarts = restarts;
        this.typed = typed;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts the processes and waits for all of them.
     *
     * @param command how one of them is started
     * @param again how it is started again, to go on from the last checkpoint
     * @return the exit code of the first that failed the last time, else 0
     * @throws IOException if a process cannot be started
     */
    int run(List<String> command, List<String> again) throws IOException {
        List<Object> handlers = new ArrayList<>();
        List<String> names = List.copyOf(SIGNALS.keySet());
        names.forEach(name -> handlers.add(Signals.register(name, () -> onSignal(name))));
        try {
            int code = attempt(command);
            for (int restart = 1; restart <= restarts && mayGoOn(); restart++) {
                err.println("metaformer: restart " + restart + " of " + restarts + " from the last checkpoint");
                err.flush();
                code = attempt(again);
            }
            return code;
        } finally {
            processes.forEach(process -> process.toHandle().destroyForcibly());
            for (int i = 0; i < names.size(); i++) {
                Signals.unregister(names.get(i), handlers.get(i));
            }
        }
    }

    private int attempt(List<String> command) throws IOException {
        forget();
        int port = freePort();
        for (int rank = 0; rank < size; rank++) {
            start(command, rank, port);
        }
        return await();
    }

    /** Forgets the processes of the attempt before, which have all ended. */
    private synchronized void forget() {
        processes.clear();
        readers.clear();
        failed = Optional.empty();
    }

    private synchronized boolean mayGoOn() {
        return signal.isEmpty() && failed.filter(Exit::isBadLuck).isPresent();
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
        StarterVariables.write(variables, typed, Map.of(OPTION, size, RESTARTS, restarts));
        int cores = Runtime.getRuntime().availableProcessors();
        variables.putIfAbsent("OMP_NUM_THREADS", String.valueOf(Math.max(1, cores / size)));
        variables.putIfAbsent("TORCH_NCCL_BLOCKING_WAIT", "1"); // or libtorch aborts a process that has lost another
        variables.putIfAbsent("TORCH_CPP_LOG_LEVEL", "ERROR"); // warns of what the processes say themselves
        Process process = builder.start();
        synchronized (this) {
            processes.add(process);
            if (signal.isPresent()) {
                process.toHandle().destroy(); // it came while the processes were started
            }
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
        List<Process> ending = List.copyOf(processes); // later there may be others
        CompletableFuture.delayedExecutor(END_SECONDS, TimeUnit.SECONDS)
                .execute(() -> ending.forEach(process -> process.toHandle().destroyForcibly()));
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
